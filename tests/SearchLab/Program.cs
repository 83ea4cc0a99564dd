using System.Diagnostics;
using System.Globalization;
using ServeMulti.SearchLab;
using ServeMulti.Sla;

const double RunNoise = 0.03;
const int FixedPrompts = 200;

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

var cache = new TruthCache(arguments.CachePath);
var clock = Stopwatch.StartNew();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {arguments.Seed}, {arguments.Picked().Length} instances, {arguments.Parallelism} at a time"));

if (arguments.HasSection("single"))
{
    Compare(Draw(LoadVariable.RequestRate), "one SLA, request_rate, R = 3, run noise 3 %, N = max(200, 30 s x r)", RunNoise, null);
}

if (arguments.HasSection("four"))
{
    var table = new Table("four SLAs on one server, request_rate, all runs shared (runs and time are those of all four)");
    Contest contest = Draw(LoadVariable.RequestRate, withFour: true);
    SearchOutcome[] outcomes = contest.PlayFour(RunNoise, LabMethod.OptionsFor(SlaSearchMethod.Adaptive, null), 4);
    table.Add(LabMethod.Adaptive, outcomes);
    Show(table, outcomes);
}

if (arguments.HasSection("fixed"))
{
    Contest contest = Draw(LoadVariable.RequestRate);
    foreach (double noise in new[] { 0, 0.05, 0.1 })
    {
        Compare(contest, string.Create(CultureInfo.InvariantCulture, $"200 prompts whatever the load, sustained rule off, run noise {100 * noise:0} % (long-run truth does not apply: shares are for information)"), noise, FixedPrompts);
    }
}

if (arguments.HasSection("concurrency"))
{
    Compare(Draw(LoadVariable.MaxConcurrency), "one SLA, max_concurrency, R = 3, run noise 3 %, N = max(200, 20 x concurrency)", RunNoise, null);
}

return 0;

Contest Draw(LoadVariable variable, bool withFour = false)
{
    clock.Restart();
    Instance[] instances = Contest.ForEach(arguments.Picked(), arguments.Parallelism, i => Instance.Draw(cache, arguments.Seed, i, variable, withFour));
    cache.Save();
    Console.WriteLine();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"truth of {variable.Name}: {clock.Elapsed.TotalSeconds:0.0} s"));
    return new(instances, arguments.Parallelism);
}

void Compare(Contest contest, string title, double noise, int? fixedPrompts)
{
    clock.Restart();
    var table = new Table(title);
    SearchOutcome[] listed = [];
    foreach ((LabMethod method, int number) in LabMethod.All.Select((m, i) => (m, i)).Where(m => arguments.HasMethod(m.m.Name)))
    {
        SearchOutcome[] outcomes = method.Play(contest, noise, fixedPrompts, number + 1);
        table.Add(method.Name, outcomes);
        listed = method.Name == LabMethod.Adaptive ? outcomes : listed;
    }

    // What a short run may call met is no miss by long-run truth.
    Show(table, fixedPrompts is null || arguments.HasFlag("--list") ? listed : []);
}

void Show(Table table, SearchOutcome[] listed)
{
    table.Print(Console.Out);
    if (arguments.HasFlag("--misses") || arguments.HasFlag("--list"))
    {
        SearchListing.Print(Console.Out, listed, onlyMisses: !arguments.HasFlag("--list"), arguments.HasFlag("--trace"));
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"section took {clock.Elapsed.TotalSeconds:0.0} s"));
}
