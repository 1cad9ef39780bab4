#!/bin/bash
# link.sh SECRET ADDRESS USERTYPE USERID
export LC_ALL=C

encoded() {
  local text=$1 at
  for ((at = 0; at < ${#text}; at++)); do
    case ${text:at:1} in
      [A-Za-z0-9._~-]) printf '%s' "${text:at:1}" ;;
      *) printf '%s' "${text:at:1}" | od -An -tx1 | tr -d '\n' | tr ' a-f' '%A-F' ;;
    esac
  done
}

timestamp=$(date -u +%Y-%m-%dT%H:%M:%SZ)
nonce=$(openssl rand -hex 16)
message="nonce${nonce}timestamp${timestamp}userid$4usertype$3"
token=$(printf '%s' "$message" | openssl dgst -sha512 -hmac "$1" | sed 's/.* //')
printf '%s?usertype=%s&userid=%s&timestamp=%s&nonce=%s&token=%s\n' \
  "$2" "$3" "$(encoded "$4")" "$(encoded "$timestamp")" "$nonce" "$token"
