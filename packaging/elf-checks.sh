# What the checks of a program or library are made of; to be sourced. Of $file, and 1 in $status is kept.
wants() { # WHAT PATTERN TEXT
  grep -qE -- "$2" <<<"$3" || { echo "$file: $1"; status=1; }
}
refuses() { # WHAT PATTERN TEXT
  ! grep -qE -- "$2" <<<"$3" || { echo "$file: $1"; status=1; }
}
