namespace ServeMulti.Clusters;

/// <summary>Submits, lists and cancels jobs of a cluster's scheduler.</summary>
/// <remarks>
/// <para>
/// A caller that may crash at any point submits in two steps: <see cref="SubmitAsync"/> with <see cref="JobSpec.IsHeld"/>, then, when it has
/// recorded the job, <see cref="ReleaseAsync"/>. What it submitted before a crash is found by its token (<see cref="ListAsync"/>), and none
/// of it has run.
/// </para>
/// <para>Implementations may be called from several threads.</para>
/// </remarks>
public interface IJobScheduler
{
    /// <summary>Gets the name used in messages, such as <c>slurm</c>.</summary>
    string Name { get; }

    /// <summary>Returns the largest number that a task of an array may have.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="JobSchedulerException">The scheduler is not installed here, or does not answer.</exception>
    Task<int> ReadLargestTaskAsync(CancellationToken cancellationToken = default);

    /// <summary>Submits one job, or one array of tasks.</summary>
    /// <param name="spec">What to submit.</param>
    /// <param name="cancellationToken">Cancels the operation; the job may have been submitted nevertheless.</param>
    /// <returns>The id of the job.</returns>
    /// <exception cref="InvalidInputException">The scheduler refuses the job, such as for a partition that does not exist; nothing was
    /// submitted.</exception>
    /// <exception cref="JobSchedulerException">The scheduler is not installed here, or does not answer; whether it has the job is not
    /// known.</exception>
    Task<string> SubmitAsync(JobSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Lists all tasks of this user that were submitted with a token and that the scheduler still knows: those that wait or run, and
    /// those that ended not long ago.</summary>
    /// <param name="token">The token, see <see cref="JobSpec.Token"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>One entry per task; a job that is no array has one.</returns>
    /// <exception cref="JobSchedulerException">The scheduler is not installed here, or does not answer.</exception>
    Task<IReadOnlyList<JobTask>> ListAsync(string token, CancellationToken cancellationToken = default);

    /// <summary>Lets a held job start.</summary>
    /// <param name="jobId">The id that <see cref="SubmitAsync"/> returned.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="JobSchedulerException">The scheduler does not know the job, or does not answer.</exception>
    Task ReleaseAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Cancels jobs with all their tasks; one that has ended already is left as it is.</summary>
    /// <param name="jobIds">The ids that <see cref="SubmitAsync"/> returned.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="JobSchedulerException">The scheduler does not answer, or refuses.</exception>
    Task CancelAsync(IReadOnlyList<string> jobIds, CancellationToken cancellationToken = default);
}
