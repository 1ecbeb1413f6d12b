"""All servers that the tests know to be wrong, each with the requirements that it breaks."""

from __future__ import annotations

from contact_faults_create import FAULTS as CREATE
from contact_faults_disable import FAULTS as DISABLE
from contact_faults_patch import FAULTS as PATCH
from contact_faults_readback import FAULTS as READBACK
from contact_faults_reading import FAULTS as READING
from contact_faults_refused import FAULTS as REFUSED
from contact_faults_subscribe import FAULTS as SUBSCRIBE
from contact_faults_subtle import FAULTS as SUBTLE
from contact_faults_unsubscribe import FAULTS as UNSUBSCRIBE
from contact_faults_values import FAULTS as VALUES

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
