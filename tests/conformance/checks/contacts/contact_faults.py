"""All servers that the tests know to be wrong, each with the requirements that it breaks."""

from __future__ import annotations

from tests.conformance.checks.contacts.contact_faults_create import FAULTS as CREATE
from tests.conformance.checks.contacts.contact_faults_disable import FAULTS as DISABLE
from tests.conformance.checks.contacts.contact_faults_patch import FAULTS as PATCH
from tests.conformance.checks.contacts.contact_faults_readback import FAULTS as READBACK
from tests.conformance.checks.contacts.contact_faults_reading import FAULTS as READING
from tests.conformance.checks.contacts.contact_faults_refused import FAULTS as REFUSED
from tests.conformance.checks.contacts.contact_faults_subscribe import FAULTS as SUBSCRIBE
from tests.conformance.checks.contacts.contact_faults_subtle import FAULTS as SUBTLE
from tests.conformance.checks.contacts.contact_faults_unsubscribe import FAULTS as UNSUBSCRIBE
from tests.conformance.checks.contacts.contact_faults_values import FAULTS as VALUES

GROUPS = (
    CREATE,
    REFUSED,
    READING,
    VALUES,
    PATCH,
    DISABLE,
    SUBSCRIBE,
    UNSUBSCRIBE,
    READBACK,
    SUBTLE,
)
CASES = [(name, server, ids) for group in GROUPS for name, (server, ids) in group.servers.items()]
