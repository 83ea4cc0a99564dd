using ServeMulti.Parameters;

namespace ServeMulti.Sla;

/// <summary>Asks criteria, which may be the host's own: an exception of one is thrown on as one that names it, and a mock of which only the
/// metric and the verdict are set up is a criterion too.</summary>
internal static class CriterionCall
{
    /// <summary>The margin of a value where a criterion's margin contradicts its verdict: about 10 %.</summary>
    private const double SomeMargin = 0.1;

    /// <summary>Returns the condition as text; a criterion without one is called by its metric.</summary>
    public static string TextOrMetric(this ISlaCriterion criterion) => criterion.Text ?? criterion.Metric;

    public static bool IsMetBy(this ISlaCriterion criterion, double value) => Ask(criterion, value, static (one, x) => one.IsMet(x));

    /// <summary>Returns how far a value is from the edge, on the side that the verdict says.</summary>
    public static double MarginOf(this ISlaCriterion criterion, double value)
    {
        var margin = Ask(criterion, value, static (one, x) => one.Margin(x));
        if (double.IsNaN(value))
        {
            return margin;
        }

        var isMet = criterion.IsMetBy(value);
        return isMet == margin <= 0 && !double.IsNaN(margin) ? margin
            : isMet ? -SomeMargin
            : SomeMargin;
    }

    private static T Ask<T>(ISlaCriterion criterion, double value, Func<ISlaCriterion, double, T> ask)
    {
        try
        {
            return ask(criterion, value);
        }
        catch (Exception exception)
        {
            throw new SlaCriterionException(
                $"The criterion {criterion.GetType().Name} of {criterion.Metric} threw {exception.GetType().Name}: {Excerpt.OneLine(exception.Message)}",
                exception
            );
        }
    }
}

/// <summary>The exception for a criterion that cannot say whether a value meets it.</summary>
internal sealed class SlaCriterionException(string message, Exception innerException) : ServeMultiException(message, innerException);
