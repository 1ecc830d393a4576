namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Runs the actions of one page one after another, in the order of their requests. Call it only on the page's own
/// dispatcher.</summary>
internal sealed class ActionQueue
{
    Task last = Task.CompletedTask;

    /// <summary>Runs an action when all earlier ones have ended, whether or not they succeeded.</summary>
    public Task RunAsync(Func<Task> action) => last = AfterAsync(last, action);

    static async Task AfterAsync(Task before, Func<Task> action)
    {
        // The caller of the earlier action received its failure already.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await action();
    }
}
