-- wrk -s ranges.lua URL -- SIZE [COOKIE]: 64 KB of a file at a time, from random places.
local requests, sent = {}, 0

function init(args)
  local size, cookie = tonumber(args[1]), args[2]
  math.randomseed(1)
  for number = 1, 512 do
    local first = math.random(0, size - 65536)
    requests[number] = wrk.format("GET", nil, { Range = "bytes=" .. first .. "-" .. first + 65535, Cookie = cookie })
  end
end

function request()
  sent = sent + 1
  return requests[sent % #requests + 1]
end
