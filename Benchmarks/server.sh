# Sourced by `run` and `profile`: sets SERVER to a release of the program, building it when it is not given.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/course-server
for tool in python3 nginx wrk; do
  if ! PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null; then
    echo "$tool is missing: bin/setup bench installs it" >&2
    exit 1
  fi
done
if [ -z "${SERVER:-}" ]; then
  build=(swift build -c release --product CourseServer --scratch-path "$cache/release")
  "${build[@]}" >&2
  SERVER=$("${build[@]}" --show-bin-path)/CourseServer
fi
export SERVER FONTS=${FONTS:-$cache/public}
