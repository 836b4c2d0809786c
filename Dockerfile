# docker build --target cpu  --tag neoscreen:cpu  .     any machine; the default
# docker build --target cuda --tag neoscreen:cuda .     NVIDIA driver 580 or newer
#
# BASE may be a digest, or a mirror's copy that already trusts the hospital's own certificates.
ARG BASE=docker.io/library/debian:trixie-slim


# What both the build and the server need: Debian's own Python, kept safe by Debian's updates.
FROM ${BASE} AS python
ENV LANG=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get upgrade --yes \
    && apt-get install --yes --no-install-recommends ca-certificates python3 \
    && rm -rf /var/lib/apt/lists/*


# The front end's libraries, by the same recipe as on a developer's machine.
FROM python AS tools
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    PIP_NO_CACHE_DIR=1 \
    UV_NO_CACHE=1
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Makefile constraints.txt .npmrc package.json package-lock.json ./
RUN make static/vendor/stamp \
    && .venv/bin/uv venv --quiet --python /usr/bin/python3 /opt/venv
COPY pyproject.toml ./
ENV VIRTUAL_ENV=/opt/venv


# ONNX Runtime for processors alone: the build for GPUs is 250 MB larger and of no use without one.
FROM tools AS cpu-libraries
COPY deploy/cpu.txt deploy/
RUN .venv/bin/uv pip install --quiet --compile-bytecode \
    --constraint constraints.txt --override deploy/cpu.txt --requirement pyproject.toml --extra openvino \
    "onnxruntime==$(sed -n 's/^onnxruntime-gpu==\([^ ]*\).*/\1/p' constraints.txt)"


# CUDA and cuDNN come as wheels, so the image needs no CUDA base; the driver stays the host's.
FROM tools AS cuda-libraries
RUN .venv/bin/uv pip install --quiet --compile-bytecode \
    --constraint constraints.txt --requirement pyproject.toml --extra cuda \
    && ln -s /opt/venv/lib/python3*/site-packages/nvidia /opt/venv/nvidia


# Everything but the libraries.
FROM python AS house
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Neoscreen" \
    org.opencontainers.image.description="Screening newborns and fetuses with pictures. For research; not a cleared device." \
    org.opencontainers.image.licenses="AGPL-3.0-or-later" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
RUN groupadd --system --gid 10001 neoscreen \
    && useradd --system --uid 10001 --gid neoscreen --no-create-home --home-dir /var/lib/neoscreen \
        --shell /usr/sbin/nologin neoscreen \
    && install --directory --owner neoscreen --group neoscreen --mode 0700 /var/lib/neoscreen
WORKDIR /opt/neoscreen
COPY . .
COPY --from=tools /build/static/vendor static/vendor
RUN python3 -m compileall -q app migrations \
    && printf '#!/opt/venv/bin/python\nfrom app.cli import main\n\nmain()\n' > /usr/local/bin/neoscreen \
    && chmod 0755 /usr/local/bin/neoscreen
ENV PYTHONPATH=/opt/neoscreen \
    NEOSCREEN_DATA_DIR=/var/lib/neoscreen \
    NEOSCREEN_MODELS_DIR=/opt/neoscreen/models \
    NEOSCREEN_HOST=0.0.0.0 \
    PATH=/opt/venv/bin:$PATH
USER 10001:10001
VOLUME /var/lib/neoscreen
EXPOSE 8000
STOPSIGNAL SIGTERM
# Ready, not merely alive: "unhealthy" then tells of a lost database or a full disk too. Where a supervisor kills what is
# unhealthy, let it watch /healthz instead.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-I", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('NEOSCREEN_PORT', '8000') + '/readyz', timeout=4)"]
ENTRYPOINT ["neoscreen"]
CMD ["serve"]


FROM house AS cuda
COPY --from=cuda-libraries /opt/venv /opt/venv
ENV LD_LIBRARY_PATH=/opt/venv/nvidia/cu13/lib:/opt/venv/nvidia/cudnn/lib \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility


FROM house AS cpu
COPY --from=cpu-libraries /opt/venv /opt/venv
