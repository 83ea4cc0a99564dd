using System.Globalization;

namespace ServeMulti.Testing.Simulation;

/// <summary>What is known of queues exactly, in seconds. Arrivals are Poisson, served first come, first served.</summary>
/// <remarks>Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, 4th edition (Wiley, 2008): M/M/c in chapter 2 (Erlang's C
/// formula and the distribution of the wait), M/G/1 in chapter 5 (Pollaczek-Khinchine).</remarks>
internal static class QueueFormulas
{
    /// <summary>Returns the probability that a request has to wait in an M/M/c queue: Erlang's C, by the recursion of Erlang's B.</summary>
    /// <param name="servers">The number of servers.</param>
    /// <param name="offered">The offered load, arrival rate x mean service time, below <paramref name="servers"/>.</param>
    public static double WaitProbability(int servers, double offered)
    {
        double blocked = 1;
        for (var i = 1; i <= servers; i++)
        {
            blocked = offered * blocked / (i + (offered * blocked));
        }

        return blocked / (1 - (offered / servers * (1 - blocked)));
    }

    /// <summary>Returns a percentile of the wait in an M/M/c queue plus an exponential time after it.</summary>
    /// <param name="waitProbability">The probability of a wait, which is then exponential.</param>
    /// <param name="waitRate">One over the mean of such a wait: service rate of all servers less the arrival rate.</param>
    /// <param name="afterRate">One over the mean of what follows.</param>
    /// <param name="share">The percentile as a share, in (0, 1).</param>
    public static double Percentile(double waitProbability, double waitRate, double afterRate, double share)
    {
        double low = 0;
        var high = 1 / Math.Min(waitRate, afterRate);
        while (Tail(high) > 1 - share)
        {
            high *= 2;
        }

        while (high - low > 1e-12 * high)
        {
            var middle = (low + high) / 2;
            (low, high) = Tail(middle) > 1 - share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;

        double Tail(double time) =>
            ((1 - waitProbability) * Math.Exp(-afterRate * time)) + (waitProbability * TailOfSum(waitRate, afterRate, time));
    }

    /// <summary>Returns the mean wait in an M/G/1 queue whose service times are gamma distributed.</summary>
    /// <param name="rate">The arrival rate, below one over <paramref name="service"/>.</param>
    /// <param name="service">The mean service time.</param>
    /// <param name="shape">The shape of its distribution: one over its squared coefficient of variation.</param>
    public static double MeanWaitOfOne(double rate, double service, double shape) =>
        rate * service * service * (1 + (1 / shape)) / (2 * (1 - (rate * service)));

    /// <summary>Reads a metric's statistic: NaN for the mean, else the percentile as a share; null where it is another.</summary>
    public static double? TryReadStatistic(string statistic) =>
        statistic switch
        {
            "mean" => double.NaN,
            "median" => 0.5,
            ['p', .. var digits]
                when double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
                    && percent is > 0 and < 100 => percent / 100,
            _ => null,
        };

    /// <summary>Returns the probability that the sum of two exponential times is longer than a time.</summary>
    private static double TailOfSum(double first, double second, double time) =>
        Math.Abs(first - second) < 1e-9 * first
            ? Math.Exp(-first * time) * (1 + (first * time))
            : ((second * Math.Exp(-first * time)) - (first * Math.Exp(-second * time))) / (second - first);
}
