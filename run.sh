#!/usr/bin/env bash
# Installs missing parts and runs the product on http://localhost:5080. Options go to the server: ./run.sh --urls http://0.0.0.0:8080
set -euo pipefail
cd "$(dirname "$0")"
. scripts/system.sh

need_tool dotnet "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
need_tool npm "Install Node.js, which brings npm; the models are restored with it: https://nodejs.org"
need_opencv_libraries
say "Building"
dotnet build Proctoring.Web --configuration Release --verbosity quiet --nologo
exec dotnet run --project Proctoring.Web --configuration Release --no-build -- "$@"
