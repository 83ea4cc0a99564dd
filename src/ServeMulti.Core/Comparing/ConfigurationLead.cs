namespace ServeMulti.Comparing;

/// <summary>How much better one configuration is than another, as a ratio: 1.25 is 25 % better, 0.9 is worse.</summary>
/// <param name="Ratio">The ratio of the scores, turned so that more is better.</param>
/// <param name="LowerBound">The lower end of its 95 % interval; null where a case with a single run leaves it unknown.</param>
/// <param name="UpperBound">The upper end of its 95 % interval; null where a case with a single run leaves it unknown.</param>
public sealed record ConfigurationLead(double Ratio, double? LowerBound, double? UpperBound);
