# Sourced: Debian's archive, from the very mirrors that the machine already uses and trusts, with lists of
# its own, so that nothing of the machine's changes. Each function sets `apt`, the options for apt-get.

# What the machine's own sources say of suites that match PATTERN (an extended regular expression): with
# their security updates. debian_archive WORK ARCHITECTURE PATTERN
debian_archive() {
  debian_sources "$1" "$2" < <(
    apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' | sort -u |
      awk -F'|' -v pattern="^($3)\$" '$2 ~ pattern && $3 == "main" { print $1, $2 }')
}

# A suite that the machine has not: from its mirror, or, where a mirror no longer has it, from Debian's
# archive of old ones. debian_suite WORK ARCHITECTURE SUITE
debian_suite() {
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)|$(RELEASE)' 'Created-By: Packages' |
    awk -F'|' '$2 ~ /^(bookworm|trixie)$/ { print $1; exit }')
  debian_sources "$1" "$2" <<<"$mirror $3" || debian_sources "$1" "$2" <<<"http://archive.debian.org/debian $3"
}

debian_sources() { # WORK ARCHITECTURE, a line `URI SUITE` each on standard input
  local signed='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]' uri suite
  mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
  while read -r uri suite; do
    printf '%s\n' "deb $signed $uri $suite main" "deb-src $signed $uri $suite main"
  done >"$1/sources.list"
  apt=(-o Dir::Etc::SourceList="$1/sources.list" -o Dir::Etc::SourceParts=/dev/null
       -o Dir::State::Lists="$1/lists" -o Dir::State::status=/dev/null -o Dir::Cache="$1/cache"
       -o APT::Architecture="$2" -o APT::Architectures::="$2" -o APT::Sandbox::User=root
       -o Acquire::Check-Valid-Until=false -o Acquire::Retries=3 -o APT::Update::Error-Mode=any)
  apt-get "${apt[@]}" update -qq
}
