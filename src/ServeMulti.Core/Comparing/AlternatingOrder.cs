namespace ServeMulti.Comparing;

/// <summary>The order of the runs of an A/B: A B B A A B B A ..., so that what changes over time hits both alike.</summary>
internal static class AlternatingOrder
{
    /// <summary>Returns the place of a run among those of both sides, from 0.</summary>
    /// <param name="isB">Whether it is of side B.</param>
    /// <param name="run">Its number, from 0.</param>
    public static int PlaceOf(bool isB, int run) => (2 * run) + (isB == (run % 2 == 0) ? 1 : 0);

    /// <summary>Returns whether the run at a place is of side B.</summary>
    public static bool IsB(int place) => place % 4 is 1 or 2;

    /// <summary>Returns how many runs a side has once the first places are done.</summary>
    public static int RunsOf(bool isB, int places) => Enumerable.Range(0, places).Count(place => IsB(place) == isB);
}
