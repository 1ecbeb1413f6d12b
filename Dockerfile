# The sandbox as a container image: docker build -t optizmo-deploy-sandbox .
# It serves on port 8080 as a user without rights; each option is an environment variable.
FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY openapi ./openapi
COPY generated ./generated
COPY overlay ./overlay
RUN ["python", "-m", "venv", "/opt/optizmo-deploy"]
RUN ["/opt/optizmo-deploy/bin/pip", "install", "--no-cache-dir", ".[sandbox]"]

FROM python:3.13-slim
COPY --from=build /opt/optizmo-deploy /opt/optizmo-deploy
ENV PATH=/opt/optizmo-deploy/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    OPTIZMO_DEPLOY_SANDBOX_HOST=0.0.0.0 \
    OPTIZMO_DEPLOY_SANDBOX_PORT=8080
EXPOSE 8080
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --start-interval=1s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as request; request.build_opener(request.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['OPTIZMO_DEPLOY_SANDBOX_PORT'] + '/health', timeout=2)"]
ENTRYPOINT ["optizmo-deploy", "sandbox"]
