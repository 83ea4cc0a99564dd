using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>The order in which the points of a curve are joined: by load if the load varies, so that the line turns back for a saturated
/// server; else from left to right.</summary>
internal static class CurveOrder
{
    private static readonly string[] LoadKeys = ["request_rate", "max_concurrency"];

    public static IReadOnlyList<CasePoint> Sort(IReadOnlyList<CasePoint> points)
    {
        var load = LoadKeys.FirstOrDefault(key =>
            points.All(point => point.Runs[0].TryFindNumber(key, out _))
            && points.Select(point => Load(point, key)).Distinct().Count() == points.Count
        );
        return load is null
            ? [.. points.OrderBy(point => point.X.Mean).ThenBy(point => point.Y.Mean)]
            : [.. points.OrderBy(point => Load(point, load))];
    }

    /// <summary>Finds the first point of a curve that is a burst; null if there is none.</summary>
    public static CasePoint? FindBurst(IReadOnlyList<CasePoint> points)
    {
        var start = Burst.FindStart(points.Select(point => Load(point, LoadKeys[0])));
        return points.FirstOrDefault(point => Load(point, LoadKeys[0]) >= start);
    }

    /// <summary>Returns the loads of a point as lines: <c>request_rate: 16 req/s</c>.</summary>
    public static IEnumerable<string> DescribeLoad(CasePoint point) =>
        LoadKeys.Where(key => !point.Runs[0][key].IsEmpty).Select(key => $"{key}: {GroupValue.Of(point.Runs[0][key])}");

    private static double Load(CasePoint point, string key) => point.Runs[0].TryFindNumber(key, out var value) ? value : double.NaN;
}
