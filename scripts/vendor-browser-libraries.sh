#!/usr/bin/env bash
# Copies the browser libraries named in package.json to wwwroot/. They are committed, so that a build needs neither Node nor a network.
set -euo pipefail
cd "$(dirname "$0")/.."

npm ci --ignore-scripts --no-audit --no-fund

mkdir -p wwwroot/lib/signalr wwwroot/lib/katex/fonts wwwroot/fonts
for name in signalr signalr-protocol-msgpack; do
  # The source maps are not copied, and neither is the line that points to them.
  sed '/^\/\/# sourceMappingURL=/d' "node_modules/@microsoft/$name/dist/browser/$name.min.js" > "wwwroot/lib/signalr/$name.min.js"
done
for script in latin latin-ext; do
  cp "node_modules/@fontsource-variable/inter/files/inter-$script-wght-normal.woff2" wwwroot/fonts/
done
cp node_modules/@fontsource-variable/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-wght-normal.woff2 wwwroot/fonts/
cp node_modules/katex/dist/katex.min.js wwwroot/lib/katex/
cp node_modules/katex/dist/fonts/*.woff2 wwwroot/lib/katex/fonts/
# Every supported browser reads WOFF2; the addresses of the other formats would not exist.
sed -E 's/,url\(fonts\/[A-Za-z0-9_-]+\.(woff|ttf)\) format\("(woff|truetype)"\)//g' node_modules/katex/dist/katex.min.css > wwwroot/lib/katex/katex.min.css
