#!/usr/bin/env bash
# Writes a migration for every database from one change of the model: scripts/add-migration.sh NameOfTheChange
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 1 ] || { echo "usage: scripts/add-migration.sh NameOfTheChange" >&2; exit 2; }
dotnet tool restore
for provider in Sqlite Postgres; do
  dotnet ef migrations add "$1" --project Proctoring.Core --startup-project Proctoring.Core \
    --context "${provider}ProctoringDb" --output-dir "Storage/Migrations/$provider"
done
