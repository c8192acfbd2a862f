-- wrk -s answers.lua URL -- FILE SEQUENCE: autosaves of the learners in FILE in turn, a line "PATH COOKIE SLOT" each.
local learners, sent, sequence = {}, 0, 0

function init(args)
  for line in io.lines(args[1]) do
    local path, cookie, slot = line:match("(%S+) (%S+) (%S+)")
    learners[#learners + 1] = { path = path, headers = { Cookie = cookie, ["Sec-Fetch-Site"] = "same-origin" }, slot = slot }
  end
  sequence = tonumber(args[2])
end

function request()
  sent = sent + 1
  local learner = learners[sent % #learners + 1]
  local body = string.format(
    '{"device":"bench","answers":[{"slot":%s,"sequence":%.0f,"fields":[["s%s","%d"]]}]}',
    learner.slot, sequence + sent, learner.slot, sent % 2)
  return wrk.format("POST", learner.path, learner.headers, body)
end
