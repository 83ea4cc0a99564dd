namespace ServeMulti;

/// <summary>Reads what a part of the host's returned where its interface does not allow null. A mock that is not set up returns it all the
/// same: that is taken for nothing, or reported with the part's role.</summary>
internal static class PartAnswer
{
    /// <summary>Returns an answer that cannot be done without.</summary>
    /// <param name="answer">What the part returned.</param>
    /// <param name="role">The role of the part, such as <c>process launcher</c>.</param>
    /// <param name="member">The member that was called.</param>
    /// <exception cref="InvalidOperationException">The answer is null.</exception>
    public static T Require<T>(T? answer, string role, string member)
        where T : class => answer ?? throw new InvalidOperationException($"The {role} returned null from {member}.");

    /// <summary>Returns what a part answers in the end, where that cannot be done without.</summary>
    /// <exception cref="InvalidOperationException">The task or its result is null.</exception>
    public static async Task<T> RequireAsync<T>(Task<T>? answer, string role, string member)
        where T : class => Require(await Require(answer, role, member).ConfigureAwait(false), role, member);

    /// <summary>Returns a task to wait for.</summary>
    public static Task OrDone(Task? task) => task ?? Task.CompletedTask;

    /// <summary>Returns a task that completes when something ends; one that says nothing of an end never does.</summary>
    public static Task<T> OrNever<T>(Task<T>? ended)
        where T : class => ended is null or { IsCompletedSuccessfully: true, Result: null } ? new TaskCompletionSource<T>().Task : ended;
}
