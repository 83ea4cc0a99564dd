using ServeMulti.Parameters;

namespace ServeMulti.Sla;

/// <summary>Asks criteria, which may be the host's own: an exception of one is thrown on as one that names it.</summary>
internal static class CriterionCall
{
    public static bool IsMetBy(this ISlaCriterion criterion, double value) => Ask(criterion, value, static (one, x) => one.IsMet(x));

    public static double MarginOf(this ISlaCriterion criterion, double value) => Ask(criterion, value, static (one, x) => one.Margin(x));

    private static T Ask<T>(ISlaCriterion criterion, double value, Func<ISlaCriterion, double, T> ask)
    {
        try
        {
            return ask(criterion, value);
        }
        catch (Exception exception)
        {
            throw new SlaCriterionException(
                $"The criterion {criterion.GetType().Name} of {criterion.Metric} threw {exception.GetType().Name}: {Excerpt.OneLine(exception.Message)}", exception);
        }
    }
}

/// <summary>The exception for a criterion that cannot say whether a value meets it.</summary>
internal sealed class SlaCriterionException(string message, Exception innerException) : ServeMultiException(message, innerException);
