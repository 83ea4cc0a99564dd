namespace ServeMulti.Testing.Simulation;

/// <summary>Finds quantiles without sorting all values.</summary>
internal static class Selection
{
    /// <summary>Returns a quantile, interpolated between neighbours as numpy does; the values are put into another order.</summary>
    public static double Quantile(Span<double> values, double share)
    {
        var at = share * (values.Length - 1);
        var below = (int)at;
        var low = Select(values, below);
        if (below + 1 >= values.Length)
        {
            return low;
        }

        var high = double.PositiveInfinity;
        foreach (var value in values[(below + 1)..])
        {
            high = Math.Min(high, value);
        }

        return low + ((at - below) * (high - low));
    }

    /// <summary>Brings the value of a rank to its place, smaller ones in front of it (Hoare's selection, median of three).</summary>
    private static double Select(Span<double> values, int rank)
    {
        var low = 0;
        var high = values.Length - 1;
        while (low < high)
        {
            var pivot = Median(values[low], values[(low + high) / 2], values[high]);
            var i = low;
            var j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (rank <= j)
            {
                high = j;
            }
            else if (rank >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }

        return values[rank];
    }

    private static double Median(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
