#!/bin/sh
# Downloads the real faces for the vision tests to DEST: a portrait and two pictures without people from Debian's python3-skimage (public
# domain, NASA, and CC0), and six photographs from npm's @vladmandic/face-api (MIT). They are not in git. Usage: scripts/test-pictures.sh
# DEST
set -eu

case ${1:?Usage: scripts/test-pictures.sh DEST} in /*) dest=$1 ;; *) dest=$PWD/$1 ;; esac
face_api=@vladmandic/face-api@1.7.15

sums() {
  cat <<'SUMS'
88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5  astronaut.png
596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb  chelsea.png
cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7  coffee.png
8ecae4b267b2d3169e06e00c7dee97097aa2a94635d45216f7732a5f4943cb51  sample1.jpg
7d2b60ae6f13bf30f422e04df87451081a02c83de469056f25afb44b7000c691  sample2.jpg
8eb081c9efb14370fa94d9feab9e5fbeafd19a627491853a80c2bf67f7ffa936  sample3.jpg
729efa5923061d40eb4ed5f267a18cc7b8ba6f852bb2757b16d8b7e4937476fc  sample4.jpg
6d45095ebb182d8f975c0790e0e4eefd86fbb40609cf4b271776d92e12662938  sample5.jpg
9baad80f9d5e306fb9b8c0913d44445f1e95848df317530efb03d0934c57ba87  sample6.jpg
SUMS
}

whole() { [ -d "$1" ] && (cd "$1" && sums | sha256sum --check --status 2>/dev/null); }

# Runs a command and shows its output only if it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || {
    echo "test-pictures: '$*' failed:" >&2
    cat "$work/log" >&2
    exit 1
  }
}

whole "$dest" && exit 0

mkdir -p "$(dirname "$dest")"
# Beside the destination, so that one move puts it there: an interrupted run leaves nothing incomplete.
work=$(mktemp -d "$(dirname "$dest")/.test-pictures.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
mkdir "$work/pictures" "$work/deb" "$work/npm"

cd "$work/deb"
# A fresh machine has no package lists yet.
administrator=
[ "$(id -u)" -eq 0 ] || administrator=sudo
if ! apt-get download -q python3-skimage >"$work/log" 2>&1; then
  quietly $administrator apt-get update -q
  quietly apt-get download -q python3-skimage
fi
quietly dpkg-deb -x ./*.deb "$work/deb/x"
for picture in astronaut coffee chelsea; do
  cp "$work/deb/x/usr/lib/python3/dist-packages/skimage/data/$picture.png" "$work/pictures/"
done

cd "$work/npm"
quietly npm pack "$face_api" --ignore-scripts --silent
quietly tar -xzf ./*.tgz
cp package/demo/sample*.jpg "$work/pictures/"

whole "$work/pictures" || { echo "test-pictures: the packages contain other pictures than expected." >&2; exit 1; }
cd /
rm -rf "$dest"
mv "$work/pictures" "$dest"
