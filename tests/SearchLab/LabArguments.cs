using System.Globalization;
using ServeMulti.SearchLab.Simulation;

namespace ServeMulti.SearchLab;

/// <summary>The words on the command line, checked.</summary>
internal sealed class LabArguments
{
    public const string Usage = """
        Plays searches for the largest load on simulated servers, and comparisons of simulated builds, and prints how they did.
        With --real, on a real engine instead: --real --help lists what it takes.

          --seed N          the randomness of servers and runs (default 1)
          --instances N     how many servers, or comparisons (default 200)
          --repeats N       search each server so many times, with other randomness each time (default 1)
          --pick I,J        only these of them, counted from 0
          --only A,B        sections: single, four, fixed, concurrency, odd, compare (default: all)
          --noise A,B       what makes runs differ, in the sections single and concurrency (default: run-3)
                              run-1, run-3, run-10   the speed from run to run, by so many per cent
                              outliers       one run in ten is 30 % slower
                              first-run      the first run is 10 % slower
                              drift          10 % slower in an hour
                              interference   2 s in every 20 s at 70 % of the speed
                              tail           99th percentiles by 15 % on their own
          --methods A,B     methods (default: all)
                              original   vLLM's serve_multi.py, with its faults
                              bisection  the same, mended (SlaSearchMethod.Bisection)
                              agreeing   as AIPerf's monotonic search: two runs must agree
                              isotonic   as AIPerf's default search: a monotone fit, one run per load
                              sweep      as GuideLLM's sweep, read off a straight line, one run per load
                              adaptive   SlaSearchMethod.Adaptive
          --parallel N      how many searches at a time (default: as many as processors)
          --cache FILE      where truths found by long runs are kept (default: in the temporary folder; none: nowhere)
          --calibration     draw how often the truth lies below each share of what the last method believes
          --misses          list the searches of the last method whose answer is off by more than 5 %
          --list            list all its searches
          --trace           with every run
        """;

    private static readonly string[] ValueOptions =
    [
        "--seed",
        "--instances",
        "--repeats",
        "--pick",
        "--only",
        "--noise",
        "--methods",
        "--parallel",
        "--cache",
    ];
    private static readonly string[] Flags = ["--calibration", "--misses", "--list", "--trace", "--help"];
    private static readonly string[] Sections = ["single", "four", "fixed", "concurrency", "odd", "compare"];
    private readonly Dictionary<string, string> _values = [];

    public LabArguments(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var isFlag = Flags.Contains(words[i]);
            if (!isFlag && (!ValueOptions.Contains(words[i]) || i + 1 == words.Length))
            {
                throw new ArgumentException($"\"{words[i]}\" is no option, or lacks its value.");
            }

            _values[words[i]] = isFlag ? "" : words[++i];
        }

        foreach (var section in Names("--only", Sections))
        {
            Check("--only", section, Sections);
        }

        foreach (var noise in Names("--noise", []))
        {
            Check("--noise", noise, [.. Noise.All.Select(n => n.Name)]);
        }

        foreach (var method in Names("--methods", LabMethod.AllNames))
        {
            Check("--methods", method, LabMethod.AllNames);
        }
    }

    public long Seed => Number("--seed", 1);

    public int Instances => (int)Number("--instances", 200);

    public int Repeats => (int)Math.Max(1, Number("--repeats", 1));

    public int Parallelism => (int)Math.Max(1, Number("--parallel", Environment.ProcessorCount));

    public string? CachePath => _values.GetValueOrDefault("--cache", TruthCache.DefaultPath) is var path && path == "none" ? null : path;

    /// <summary>Gets the noises to play with.</summary>
    public IEnumerable<Noise> Noises => Names("--noise", ["run-3"]).Select(name => Noise.All.Single(n => n.Name == name));

    public bool HasSection(string name) => Names("--only", Sections).Contains(name);

    public bool HasMethod(string name) => Names("--methods", LabMethod.AllNames).Contains(name);

    public bool HasFlag(string name) => _values.ContainsKey(name);

    /// <summary>Returns which instances to play.</summary>
    public int[] Picked() =>
        _values.TryGetValue("--pick", out var text)
            ? [.. text.Split(',').Select(t => int.Parse(t, CultureInfo.InvariantCulture))]
            : [.. Enumerable.Range(0, Instances)];

    private string[] Names(string option, string[] all) => _values.TryGetValue(option, out var text) ? text.Split(',') : all;

    private long Number(string option, long fallback) =>
        !_values.TryGetValue(option, out var text) ? fallback
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"{option} \"{text}\" is no whole number.");

    private static void Check(string option, string name, string[] known)
    {
        if (!known.Contains(name))
        {
            throw new ArgumentException($"{option} \"{name}\" is unknown; known are {string.Join(", ", known)}.");
        }
    }
}
