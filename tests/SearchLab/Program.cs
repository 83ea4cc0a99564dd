using System.Diagnostics;
using System.Globalization;
using ServeMulti.SearchLab;
using ServeMulti.SearchLab.Compare;
using ServeMulti.SearchLab.Odd;
using ServeMulti.SearchLab.Real;
using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;

const int FixedPrompts = 200;
const int MostOddServers = 20;

if (args.Contains("--real"))
{
    return await RealLab.RunAsync(args, Console.Out, Console.Error);
}

LabArguments arguments;
try
{
    arguments = new(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(LabArguments.Usage);
    return 1;
}

if (arguments.HasFlag("--help"))
{
    Console.WriteLine(LabArguments.Usage);
    return 0;
}

var usual = Noise.OfRuns(0.03);
var cache = new TruthCache(arguments.CachePath);
var clock = Stopwatch.StartNew();
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"seed {arguments.Seed}, {arguments.Picked().Length} instances, {arguments.Parallelism} at a time"
    )
);

if (arguments.HasSection("single"))
{
    foreach (var noise in arguments.Noises)
    {
        CompareSingle(
            Draw(LoadVariable.RequestRate, noise: noise),
            $"one SLA, request_rate, R = 3, noise {noise.Name}, N = max(200, 30 s x r)",
            noise,
            null
        );
    }
}

if (arguments.HasSection("four"))
{
    Compare(
        Draw(LoadVariable.RequestRate, withFour: true),
        "four SLAs on one server, request_rate, all runs shared (runs and time are those of all four)",
        (method, contest, salt) => method.PlayFour?.Invoke(contest, usual, salt),
        isListed: true
    );
}

if (arguments.HasSection("fixed"))
{
    var contest = Draw(LoadVariable.RequestRate);
    foreach (var noise in new[] { 0, 0.05, 0.1 })
    {
        CompareSingle(
            contest,
            string.Create(
                CultureInfo.InvariantCulture,
                $"200 prompts whatever the load, sustained rule off, run noise {100 * noise:0} % (long-run truth does not apply: shares are for information)"
            ),
            Noise.OfRuns(noise),
            FixedPrompts
        );
    }
}

if (arguments.HasSection("concurrency"))
{
    foreach (var noise in arguments.Noises)
    {
        CompareSingle(
            Draw(LoadVariable.MaxConcurrency, noise: noise),
            $"one SLA, max_concurrency, R = 3, noise {noise.Name}, N = max(200, 20 x concurrency)",
            noise,
            null
        );
    }
}

if (arguments.HasSection("odd"))
{
    clock.Restart();
    OddTable.Print(
        Console.Out,
        arguments.Seed,
        Math.Min(MostOddServers, arguments.Instances),
        usual,
        arguments.Parallelism,
        arguments.HasFlag("--trace")
    );
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"section took {clock.Elapsed.TotalSeconds:0.0} s"));
}

if (arguments.HasSection("compare"))
{
    clock.Restart();
    CompareTables.Print(Console.Out, new CompareLab(arguments.Seed, arguments.Instances, arguments.Parallelism));
    LoadsTable.Print(Console.Out, new LoadsLab(arguments.Seed, arguments.Instances, arguments.Parallelism));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"section took {clock.Elapsed.TotalSeconds:0.0} s"));
}

return 0;

Contest Draw(LoadVariable variable, bool withFour = false, Noise? noise = null)
{
    clock.Restart();
    var instances = Contest.ForEach(
        arguments.Picked(),
        arguments.Parallelism,
        i => Instance.Draw(cache, arguments.Seed, i, variable, withFour, interference: noise?.Interference)
    );
    cache.Save();
    Console.WriteLine();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"truth of {variable.Name}: {clock.Elapsed.TotalSeconds:0.0} s"));
    return new(instances, arguments.Repeats, arguments.Parallelism);
}

void CompareSingle(Contest contest, string title, Noise noise, int? fixedPrompts) =>
    // What a short run may call met is no miss by long-run truth.
    Compare(
        contest,
        title,
        (method, c, salt) => method.Play(c, noise, fixedPrompts, salt),
        isListed: fixedPrompts is null || arguments.HasFlag("--list")
    );

void Compare(Contest contest, string title, Func<LabMethod, Contest, long, SearchOutcome[]?> play, bool isListed)
{
    clock.Restart();
    var table = new Table(title);
    SearchOutcome[] listed = [];
    foreach (
        (var number, var method) in LabMethod
            .All.Index()
            .Where(m => arguments.HasMethod(m.Item.Name) && (contest.IsRate || !m.Item.IsForRatesOnly))
    )
    {
        if (play(method, contest, number + 1) is { } outcomes)
        {
            table.Add(method.Name, outcomes);
            listed = isListed ? outcomes : listed;
        }
    }

    table.Print(Console.Out);
    if (arguments.HasFlag("--calibration"))
    {
        Calibration.Print(Console.Out, listed);
    }

    if (arguments.HasFlag("--misses") || arguments.HasFlag("--list"))
    {
        SearchListing.Print(Console.Out, listed, onlyMisses: !arguments.HasFlag("--list"), arguments.HasFlag("--trace"));
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"section took {clock.Elapsed.TotalSeconds:0.0} s"));
}
