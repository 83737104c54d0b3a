-- wrk's requests: validations of the codes in BENCH_CODES, in a different order in each thread, or the list of
-- workspaces with the token in BENCH_TOKEN. They are built once, so that the driver costs little. Prints one line of
-- figures.
local requests, position = {}, 0
local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function init()
    local codes, token = os.getenv("BENCH_CODES"), os.getenv("BENCH_TOKEN")
    if token then
        requests[1] = wrk.format("GET", "/api/workspaces/", { Authorization = "Bearer " .. token })
        return
    end
    for code in io.lines(codes) do
        requests[#requests + 1] = wrk.format("POST", "/api/otps/validate/", { ["Content-Type"] = "application/json" },
            '{"otp": "' .. code .. '"}')
    end
    position = number * 997
end

function request()
    position = position + 1
    return requests[position % #requests + 1]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("FIGURES %.1f %.2f %.2f %d %d\n", summary.requests / (summary.duration / 1e6),
        latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.requests,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
