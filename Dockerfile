# One image for every process of a wiki; compose.yaml says which runs what.
FROM python:3.12-slim
WORKDIR /srv/wiki
ENV PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=cms.settings.production WIKI_DATA_DIR=/var/lib/wiki
# Arabic and other joined letters in share pictures.
RUN apt-get update && apt-get install --yes --no-install-recommends libfribidi0 && rm -rf /var/lib/apt/lists/*
COPY requirements-production.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements-production.txt
COPY . ./
RUN python -m cms.messages \
    && python -m compileall -q api cms content_models search \
    && useradd --uid 1000 --no-create-home wiki \
    && install -d -o wiki -g wiki /var/lib/wiki
USER wiki
