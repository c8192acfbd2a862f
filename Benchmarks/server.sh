# Sourced by `run` and `profile`: installs what they need and sets `python` to theirs, SERVER to a release of the program,
# building it when it is not given.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/course-server
bin/setup bench >&2
python=$cache/bench-venv/bin/python3
if [ -z "${SERVER:-}" ]; then
  build=(swift build -c release --product CourseServer --scratch-path "$cache/release")
  "${build[@]}" >&2
  SERVER=$("${build[@]}" --show-bin-path)/CourseServer
fi
export SERVER FONTS=${FONTS:-$cache/public}
