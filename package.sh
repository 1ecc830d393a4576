#!/usr/bin/env bash
# Builds dist/proctoring-VERSION-linux-x64.tar.gz: the server with its runtime, models and fonts. Where it runs it needs no SDK, no
# Node.js and no network, and of the system only the C and C++ libraries, OpenSSL, ICU and tzdata.
#
#   ./package.sh [--test]     --test unpacks the archive, runs it as another user from a read-only folder and takes an exam in Chromium
set -euo pipefail
cd "$(dirname "$0")"
. scripts/system.sh

case "${1:-}" in '' | --test) ;; *) fail "usage: ./package.sh [--test]" ;; esac
need_tool dotnet "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
need_tool npm "Install Node.js: https://nodejs.org"
need_opencv_libraries
command -v patchelf >/dev/null 2>&1 || install_packages patchelf
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
name=proctoring-$version-linux-x64
folder=$PWD/dist/$name
rm -rf "$folder"
mkdir -p "$folder"

say "Publishing $name"
# Compiled ahead of time: a server that has just started opens exams sooner (docs/decisions/0117-compiled-ahead-of-time.md).
dotnet publish Proctoring.Web --configuration Release --runtime linux-x64 --self-contained -p:PublishReadyToRun=true \
  --output "$folder/program" --verbosity quiet --nologo
say "Adding the models"
# Only the models of this version: the folder may also hold older ones and the networks of floats behind the 8-bit ones.
ready=$(dotnet run --project tools --configuration Release --verbosity quiet -- models | awk '$2 == "Ready" { print $1 }')
mkdir "$folder/program/models"
for model in $ready; do cp "models/$model.onnx" "$folder/program/models/"; done
cp -r models/fonts "$folder/program/models/fonts"

# OpenCV's library is linked against GTK for windows, which the server never opens. Without these entries it loads on a system without
# GTK; the functions are bound when they are called, and nothing calls them. Of libatomic it uses no function at all.
opencv=$folder/program/libOpenCvSharpExtern.so
chmod u+w "$opencv"
for library in $(patchelf --print-needed "$opencv" | grep -E 'gtk|gdk|pango|atk|cairo|gio|gobject|glib|drm|X11|freetype|harfbuzz|atomic'); do
  patchelf --remove-needed "$library" "$opencv"
done
others=$(patchelf --print-needed "$opencv" | grep -vE '^(lib(m|rt|pthread|dl|stdc\+\+|gcc_s|c)\.so\.[0-9]+|ld-linux-x86-64\.so\.2)$' || true)
[ -z "$others" ] || fail "OpenCV's library needs libraries that a plain system lacks: $others"
# TurboJPEG decodes frames three times as fast as the fallback (docs/decisions/0011-picture-decoding.md).
turbo=$({ ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | sed -n 's:.*libturbojpeg.so.0 .*=> ::p' | head -1)
[ -n "$turbo" ] || fail "libturbojpeg.so.0 was not found."
cp "$(readlink -f "$turbo")" "$folder/program/libturbojpeg.so.0"

cp scripts/package/proctoring README.md CHANGELOG.md LICENSE THIRD_PARTY_NOTICES.md "$folder/"
cp -r docs "$folder/docs"
# Not a certificate or a password that someone put beside them.
git ls-files deploy | tar -cf - --files-from - | tar -xf - -C "$folder"
# OpenCV's library contains FFmpeg, which is under the LGPL (THIRD_PARTY_NOTICES.md).
licence=/usr/share/common-licenses/LGPL-2.1
[ -f "$licence" ] || fail "The text of the LGPL 2.1 is missing; put it at $licence."
cp "$licence" "$folder/LGPL-2.1.txt"
# Readable for the user who runs it, writable for no one.
chmod -R u=rwX,go=rX "$folder"
chmod 755 "$folder/proctoring" "$folder/program/Proctoring.Web"
say "Packing"
tar -C dist --sort=name --owner=0 --group=0 --numeric-owner -czf "dist/$name.tar.gz" "$name"
rm -rf "$folder"
(cd dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
say "dist/$name.tar.gz: $(du -m "dist/$name.tar.gz" | cut -f1) MB"
say "Packing the npm package"
node packages/npm/build.mjs dist
say "Packing the NuGet package"
dotnet pack packages/nuget --configuration Release --output dist --verbosity quiet --nologo
[ "${1:-}" = --test ] || exit 0

need_fault_tools
say "Testing the archive"
dotnet build Proctoring.Tests --configuration Release --verbosity quiet --nologo
scripts/test-pictures.sh TestResults/pictures
PROCTORING_PACKAGE=$PWD/dist/$name.tar.gz dotnet Proctoring.Tests/bin/Release/net10.0/Proctoring.Tests.dll -class Proctoring.Tests.Faults.PackageTests
