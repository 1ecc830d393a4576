#!/usr/bin/env bash
# Installs missing parts and serves the product on http://localhost:5080. Options go to the server: ./run.sh --urls http://0.0.0.0:8080
set -euo pipefail
cd "$(dirname "$0")"
. scripts/system.sh

need_tool dotnet "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
need_opencv_libraries
say "Building"
# Builds the server too.
dotnet build tools --configuration Release --verbosity quiet --nologo
say "Restoring the models"
# npm is needed only if a model is missing. The server starts without models and offers exams without proctoring.
dotnet run --project tools --configuration Release --no-build -- models || say "Starting without all models; run ./run.sh again to restore them."
exec dotnet run --project Proctoring.Web --configuration Release --no-build -- "$@"
