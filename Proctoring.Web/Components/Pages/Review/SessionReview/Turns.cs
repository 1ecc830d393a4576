namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Does one thing after the other, in the order in which they were asked for. For one page: it is asked on the page's own thread
/// of work only.</summary>
internal sealed class Turns
{
    Task last = Task.CompletedTask;

    /// <summary>Does it when all before it are done, whether or not they worked.</summary>
    public Task TakeAsync(Func<Task> act) => last = AfterAsync(last, act);

    static async Task AfterAsync(Task before, Func<Task> act)
    {
        // The caller of the earlier turn received its failure already.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await act();
    }
}
