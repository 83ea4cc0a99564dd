using System.Globalization;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab.Real;

/// <summary>The words behind <c>--real</c>, checked.</summary>
internal sealed class RealArguments
{
    public const string Usage = """
        --real: searches on a real engine, a random model on llama.cpp that is started for each of them, and the truth by long runs around their answers.
        About 20 minutes with the defaults. Nothing else should run on the machine.

          --seconds S         how long a run at a request rate lasts at least (default 10); one at a concurrency has 20 prompts for each request in flight
          --searches N        how many searches (default 3)
          --sla TEXT          the SLA, such as "p99_ttft_ms<=40" (default: p99_e2el_ms, twice as much as with one request at a time)
          --variable NAME     request_rate or max_concurrency (default request_rate)
          --long-seconds S    how long a run for the truth lasts (default 45)
          --slots N           requests that the engine decodes at once (default 4)
          --layers N          layers of its model; more make it slower (default 4)
          --input-len N       tokens of a prompt (default 64)
          --output-len N      tokens of an answer (default 16)
          --budget N          the most runs of a search (default: the library's)
          --output FOLDER     where the searches are stored (default results)
        """;

    private static readonly string[] Names =
    [
        "--seconds",
        "--searches",
        "--sla",
        "--variable",
        "--long-seconds",
        "--slots",
        "--layers",
        "--input-len",
        "--output-len",
        "--budget",
        "--output",
    ];

    private readonly Dictionary<string, string> _values = [];

    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or has one that it cannot take.</exception>
    public RealArguments(string[] words)
    {
        string[] rest = [.. words.Where(word => word != "--real")];
        for (var i = 0; i < rest.Length; i += 2)
        {
            _values[
                Names.Contains(rest[i]) && i + 1 < rest.Length
                    ? rest[i]
                    : throw new ArgumentException($"\"{rest[i]}\" is no option of --real, or lacks its value.")
            ] = rest[i + 1];
        }

        RunTime = Seconds("--seconds", 10);
        LongRunTime = Seconds("--long-seconds", 45);
        Searches = Whole("--searches", 3);
        Slots = Whole("--slots", 4);
        Layers = Whole("--layers", 4);
        InputLength = Whole("--input-len", 64);
        OutputLength = Whole("--output-len", 16);
        Budget = _values.ContainsKey("--budget") ? Whole("--budget", 0) : null;
        ServiceLevel = ReadServiceLevel();
        Variable = ReadVariable();
    }

    public TimeSpan RunTime { get; }

    public TimeSpan LongRunTime { get; }

    public int Searches { get; }

    /// <summary>Gets the SLA; null where it is to be found from an idle engine.</summary>
    public ServiceLevel? ServiceLevel { get; }

    public LoadVariable Variable { get; }

    public int Slots { get; }

    public int Layers { get; }

    public int InputLength { get; }

    public int OutputLength { get; }

    public int? Budget { get; }

    public string Output => _values.GetValueOrDefault("--output", "results");

    private ServiceLevel? ReadServiceLevel()
    {
        try
        {
            return _values.TryGetValue("--sla", out var text) ? ServiceLevel.Parse(text) : null;
        }
        catch (InvalidInputException exception)
        {
            throw new ArgumentException($"--sla: {exception.Message}", exception);
        }
    }

    private LoadVariable ReadVariable()
    {
        try
        {
            return LoadVariable.Parse(_values.GetValueOrDefault("--variable", LoadVariable.RequestRate.Name));
        }
        catch (InvalidInputException exception)
        {
            throw new ArgumentException($"--variable: {exception.Message}", exception);
        }
    }

    private TimeSpan Seconds(string name, double fallback) =>
        !_values.TryGetValue(name, out var text) ? TimeSpan.FromSeconds(fallback)
        : double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86400 ? TimeSpan.FromSeconds(seconds)
        : throw new ArgumentException($"{name} \"{text}\" is no number of seconds above 0.");

    private int Whole(string name, int fallback) =>
        !_values.TryGetValue(name, out var text) ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number
        : throw new ArgumentException($"{name} \"{text}\" is no whole number of at least 1.");
}
