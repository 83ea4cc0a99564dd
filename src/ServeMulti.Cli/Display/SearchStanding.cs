using System.Globalization;
using ServeMulti.Sla;

namespace ServeMulti.Cli.Display;

/// <summary>How far a search has come: the largest load with a run that met the SLA, and the smallest above it with one that missed it. A run that
/// was too short to tell did neither.
/// Immutable.</summary>
/// <param name="ServiceLevel">The SLA.</param>
/// <param name="Variable">What is searched for.</param>
/// <param name="Met">The largest load of a run that met the SLA; null if there is none.</param>
/// <param name="Missed">The loads of runs that missed it.</param>
/// <param name="Runs">The number of runs.</param>
internal sealed record SearchStanding(ServiceLevel ServiceLevel, LoadVariable Variable, double? Met, IReadOnlyList<double> Missed, int Runs)
{
    /// <summary>Returns the progress after an event; null if no search is running then.</summary>
    public static SearchStanding? After(SearchStanding? standing, SlaSearchEvent item) =>
        item switch
        {
            SlaRunStarting starting => Of(standing, item, starting.Request),
            SlaRunFinished finished => Of(standing, item, finished.Request).With(finished),
            SlaSearchFinished => null,
            _ => standing,
        };

    public override string ToString()
    {
        var missed = Missed.Where(load => !(load <= Met)).DefaultIfEmpty(double.NaN).Min();
        var bracket = (Met, double.IsNaN(missed)) switch
        {
            (null, true) => "",
            (null, false) => $", missed at {Number(missed)} {Variable.Unit}",
            (_, true) => $", met at {Number(Met.Value)} {Variable.Unit}",
            _ => $", met at {Number(Met.Value)}, missed at {Number(missed)} {Variable.Unit}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"search {ServiceLevel}{bracket}, {Runs} {(Runs == 1 ? "run" : "runs")}");
    }

    private static SearchStanding Of(SearchStanding? standing, SlaSearchEvent item, SlaRunRequest request) =>
        standing is not null && standing.ServiceLevel.Text == item.ServiceLevel.Text
            ? standing
            : new(item.ServiceLevel, request.Variable, null, [], 0);

    private SearchStanding With(SlaRunFinished finished) =>
        finished.Verdict.Kind switch
        {
            SlaVerdictKind.Met => this with { Runs = Runs + 1, Met = Math.Max(Met ?? finished.Request.Load, finished.Request.Load) },
            SlaVerdictKind.Missed when finished.Verdict.Binding?.Kind != SlaBindingKind.TooShort => this with
            {
                Runs = Runs + 1,
                Missed = [.. Missed, finished.Request.Load],
            },
            _ => this with { Runs = Runs + 1 },
        };

    private static string Number(double load) => load.ToString(load >= 1000 ? "F0" : "G4", CultureInfo.InvariantCulture);
}
