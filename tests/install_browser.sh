#!/bin/sh
# Install what the browser test needs, where it is missing and where this user may: Chromium and a font with Chinese.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
if ! command -v fc-list >/dev/null 2>&1 || [ -z "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ]; then
    missing="$missing fonts-noto-cjk fontconfig"
fi
[ -z "$missing" ] && exit 0
run=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then run="sudo -n"; else
        echo "The browser test needs:$missing. Install them as root, e.g.: apt-get install$missing" >&2
        exit 0
    fi
fi
command -v apt-get >/dev/null 2>&1 || { echo "The browser test needs:$missing; no apt-get here to install them." >&2; exit 0; }
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -qq
# shellcheck disable=SC2086
$run apt-get install -y -qq --no-install-recommends $missing >/dev/null
