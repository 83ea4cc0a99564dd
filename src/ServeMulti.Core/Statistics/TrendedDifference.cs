namespace ServeMulti.Statistics;

/// <summary>Estimates by how much two interleaved series differ while both drift alike.</summary>
/// <remarks>Least squares of value = level + side x difference + place x trend. In the order A B B A the sides and a linear trend hardly share
/// anything, so that the trend costs one degree of freedom and no precision. Source: D. C. Montgomery, "Introduction to Linear Regression
/// Analysis" (5th ed., 2012), chapter 3.</remarks>
internal static class TrendedDifference
{
    private const int Unknowns = 3;

    /// <summary>Estimates the difference of side B over side A.</summary>
    /// <param name="values">The values in the order in which they were measured.</param>
    /// <returns>The estimate; its degrees of freedom are 0 where the values are too few, or all of one side.</returns>
    public static MeanEstimate Of(IReadOnlyList<(bool IsB, double Value)> values)
    {
        var count = values.Count;
        if (count <= Unknowns || values.All(one => one.IsB) || !values.Any(one => one.IsB))
        {
            return new(0, 0, 0);
        }

        // Side and place as distances from their means: the level drops out.
        var share = values.Count(one => one.IsB) / (double)count;
        var middle = (count - 1) / 2.0;
        var mean = values.Average(one => one.Value);
        var sideSide = 0.0;
        var sidePlace = 0.0;
        var placePlace = 0.0;
        var sideValue = 0.0;
        var placeValue = 0.0;
        for (var place = 0; place < count; place++)
        {
            var (side, at, value) = ((values[place].IsB ? 1 : 0) - share, place - middle, values[place].Value - mean);
            sideSide += side * side;
            sidePlace += side * at;
            placePlace += at * at;
            sideValue += side * value;
            placeValue += at * value;
        }

        var determinant = (sideSide * placePlace) - (sidePlace * sidePlace);
        var difference = ((placePlace * sideValue) - (sidePlace * placeValue)) / determinant;
        var trend = ((sideSide * placeValue) - (sidePlace * sideValue)) / determinant;
        var squares = 0.0;
        for (var place = 0; place < count; place++)
        {
            var rest = values[place].Value - mean - (difference * ((values[place].IsB ? 1 : 0) - share)) - (trend * (place - middle));
            squares += rest * rest;
        }

        var degrees = count - Unknowns;
        return new(difference, squares / degrees * placePlace / determinant, degrees);
    }
}
