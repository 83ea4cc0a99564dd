using System.Globalization;

namespace ServeMulti.TestPrograms;

/// <summary>
/// What a test asks of the server:
/// <code>
///   --port N               listens on 127.0.0.1:N; without it, nothing listens
///   --listen-elsewhere N   listens on 127.0.0.1:N instead of --port
///   --bind-after FILE      says "waiting" and listens only once FILE exists
///   --not-ready N          answers 503 to the first N questions for /health (-1: to all)
///   --say TEXT             writes TEXT to standard error at its start
///   --then-lines N         and N further lines
///   --exit CODE            writes two lines and exits with CODE at once
///   --kill-itself          ends itself by SIGKILL at once
///   --flood MEGABYTES      first writes that much to each output
///   --endless-line MEGABYTES  first writes that much to standard output without a line's end
///   --garbage              first writes colours, cursor movements, NUL characters, broken UTF-8 and random bytes
///   --ignore-sigterm       says "asked" on SIGTERM and goes on
///   --routes A,B           answers 200 to a POST of these paths, 404 to others
///   --reset-status CODE    answers CODE to them instead
///   --hang-resets          never answers a POST
///   --work HOW             what a GET of /work does: ok (the default), error (500), hang (this and every later request is not answered),
///                          die (exits with 9), leave (exits with 0), lose-worker (500, and 503 to /health from then on)
///   --only-once FILE       misbehaves by --work only where FILE does not exist, which it then makes
/// </code>
/// A POST of /die makes it write a line and exit with 9.
/// </summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = [];

    public int? Port => Number("--listen-elsewhere") ?? Number("--port");

    public string? BindAfter => Text("--bind-after");

    public int NotReady => Number("--not-ready") ?? 0;

    public string? Saying => Text("--say");

    public int LinesAfterSaying => Number("--then-lines") ?? 0;

    public int? ExitCode => Number("--exit");

    public bool KillsItself => Has("--kill-itself");

    public int FloodMegabytes => Number("--flood") ?? 0;

    public int EndlessLineMegabytes => Number("--endless-line") ?? 0;

    public bool WritesGarbage => Has("--garbage");

    public bool IgnoresSigterm => Has("--ignore-sigterm");

    public IReadOnlyList<string> Routes => (Text("--routes") ?? "").Split(',');

    public int ResetStatus => Number("--reset-status") ?? 200;

    public bool HangsInResets => Has("--hang-resets");

    public string Work { get; private set; } = "ok";

    public bool HasWorker => Text("--work") == "lose-worker";

    public static Options Read(string[] args)
    {
        var options = new Options();
        for (var index = 0; index < args.Length; index++)
        {
            var hasValue = index + 1 < args.Length && !args[index + 1].StartsWith("--", StringComparison.Ordinal);
            options._values[args[index]] = hasValue ? args[++index] : "";
        }

        options.Work = options.DecideWork();
        return options;
    }

    private string DecideWork()
    {
        if (Text("--only-once") is { } file)
        {
            if (File.Exists(file))
            {
                return "ok";
            }

            File.WriteAllText(file, "");
        }

        return Text("--work") ?? "ok";
    }

    private bool Has(string option) => _values.ContainsKey(option);

    private string? Text(string option) => _values.GetValueOrDefault(option);

    private int? Number(string option) => Text(option) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
