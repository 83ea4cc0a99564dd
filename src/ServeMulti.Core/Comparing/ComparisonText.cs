using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.Comparing;

/// <summary>Describes a ranking; the same words for a terminal, a report and a host.</summary>
internal sealed class ComparisonText
{
    private const int MostNames = 6;

    private readonly bool _isHigherBetter;
    private readonly Func<ParameterSet, string> _nameOf;
    private readonly string _first;

    /// <param name="direction">Which values are better.</param>
    /// <param name="nameOf">How a configuration is called.</param>
    /// <param name="first">What the first configuration is called besides its name.</param>
    public ComparisonText(MetricDirection direction, Func<ParameterSet, string> nameOf, string first = "the first") =>
        (_isHigherBetter, _nameOf, _first) = (direction == MetricDirection.HigherIsBetter, nameOf, first);

    public string Describe(WorkloadRanking ranking)
    {
        var items = ranking.Ranking;
        var verdict = items.Count switch
        {
            0 => "no configuration competes",
            1 => $"only {_nameOf(items[0].Parameters)} competes",
            _ => items[0].Standing switch
            {
                ConfigurationStanding.Best => DescribeBest(items),
                ConfigurationStanding.Tied => DescribeTied(items),
                _ => DescribeUnknown(items),
            },
        };
        return string.Join(
                "; ",
                ranking.Excluded.Take(MostNames).Select(one => $"{_nameOf(one.Parameters)} does not compete: {one.Reason}").Prepend(verdict)
            )
            + (
                ranking.Excluded.Count > MostNames
                    ? string.Create(CultureInfo.InvariantCulture, $"; {ranking.Excluded.Count - MostNames} more do not compete")
                    : ""
            );
    }

    private string DescribeBest(IReadOnlyList<RankedConfiguration> items)
    {
        var (best, next) = (items[0], items[1]);
        var first = best.LeadOverFirst is not null && next.LeadOverFirst is not null ? AgainstFirst(items, [best]) : "";
        return best.Lead is { } lead
            ? $"best is {_nameOf(best.Parameters)}, {Difference(lead)} than {_nameOf(next.Parameters)}{Interval(lead)}{first}"
            : $"best is {_nameOf(best.Parameters)}, {Number(best.Score)} against {Number(next.Score)} of {_nameOf(next.Parameters)}";
    }

    private string DescribeTied(IReadOnlyList<RankedConfiguration> items)
    {
        RankedConfiguration[] tied = [.. items.Where(item => item.Standing == ConfigurationStanding.Tied)];
        var isEqual =
            tied.Take(tied.Length - 1).All(item => item.Lead is { Ratio: 1 } || (item.Lead is null && item.Score.Equals(tied[0].Score)))
            && tied[^1].Score.Equals(tied[0].Score);
        var behind = items.Where(item => item.Standing == ConfigurationStanding.Behind).ToArray();
        var unknown = items.Where(item => item.Standing == ConfigurationStanding.NotKnown).ToArray();
        return (isEqual ? $"{Names(tied)} are equal" : $"no clear best: {Names(tied)} are tied")
            + (isEqual ? "" : AgainstFirst(items, tied))
            + (
                unknown.Length > 0
                    ? $"; {Names(unknown)} {(unknown.Length == 1 ? "has" : "have")} a single run and cannot be separated"
                    : ""
            )
            + (behind.Length > 0 ? $"; {Names(behind)} {(behind.Length == 1 ? "is" : "are")} behind" : "");
    }

    private string DescribeUnknown(IReadOnlyList<RankedConfiguration> items)
    {
        var (best, next) = (items[0], items[1]);
        var measured = best.Lead switch
        {
            { Ratio: 1 } => $"{_nameOf(best.Parameters)} and {_nameOf(next.Parameters)} measured the same",
            { } lead => $"{_nameOf(best.Parameters)} measured {Difference(lead)} than {_nameOf(next.Parameters)}",
            null => $"{_nameOf(best.Parameters)} measured {Number(best.Score)}, {_nameOf(next.Parameters)} {Number(next.Score)}",
        };
        return $"not known: {measured}, but cases with a single run cannot be separated";
    }

    /// <summary>Lists the leads over the first configuration of the file, as differences of the metric itself.</summary>
    private string AgainstFirst(IReadOnlyList<RankedConfiguration> items, RankedConfiguration[] shown)
    {
        if (
            items.FirstOrDefault(item => item.LeadOverFirst is null) is not { } first
            || shown.Where(item => item.LeadOverFirst is not null).ToArray() is not { Length: > 0 } led
        )
        {
            return "";
        }

        var leads = led.Take(MostNames)
            .Select((item, place) => $"{_nameOf(item.Parameters)} {Change(item.LeadOverFirst!, isFirst: place == 0)}");
        return $"; against {_nameOf(first.Parameters)}, {_first}: {string.Join(", ", leads)}{More(led.Length)}";
    }

    private string Names(RankedConfiguration[] items)
    {
        string[] names = [.. items.Take(MostNames).Select(item => _nameOf(item.Parameters))];
        return items.Length > MostNames ? string.Join(", ", names) + More(items.Length)
            : names.Length == 1 ? names[0]
            : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }

    private static string More(int count) =>
        count > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {count - MostNames} more") : "";

    private string Difference(ConfigurationLead lead) => $"{Percent(lead.Ratio)} {(_isHigherBetter ? "higher" : "lower")}";

    private string Interval(ConfigurationLead lead) =>
        lead is { LowerBound: { } low, UpperBound: { } high } ? $" (95 % interval {Percent(low)} to {Percent(high)})" : "";

    private string Change(ConfigurationLead lead, bool isFirst)
    {
        var interval = lead is { LowerBound: { } low, UpperBound: { } high }
            ? _isHigherBetter
                ? $" ({(isFirst ? "95 % interval " : "")}{Signed(low)} to {Signed(high)})"
                : $" ({(isFirst ? "95 % interval " : "")}{Signed(high)} to {Signed(low)})"
            : "";
        return Signed(lead.Ratio) + interval;
    }

    /// <summary>Describes a ratio of scores as a difference of the metric: 1.25 is 25 % higher, or 20 % lower.</summary>
    private string Percent(double ratio) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * (_isHigherBetter ? ratio - 1 : 1 - (1 / ratio)):0.0} %");

    private string Signed(double ratio) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * (_isHigherBetter ? ratio - 1 : (1 / ratio) - 1):+0.0;-0.0;0.0} %");

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
