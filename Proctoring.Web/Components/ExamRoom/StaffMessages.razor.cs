using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows the proctor's messages beside the exam until the candidate closes them, and marks them as shown.</summary>
public sealed partial class StaffMessages : IDisposable
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    readonly CancellationTokenSource gone = new();
    CancellationToken leaving;
    readonly List<MessageNews> messages = [];
    readonly HashSet<Guid> marked = [];
    readonly List<ITimer> retries = [];
    IDisposable? following;

    /// <summary>The right to the session.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    [Inject]
    SessionFeed Feed { get; set; } = null!;

    [Inject]
    CandidateMessages Voice { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    ILogger<StaffMessages> Log { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            leaving = gone.Token;
            following = Feed.Follow(
                Access.SessionId,
                news =>
                {
                    if (news is MessageNews message)
                        _ = InvokeAsync(() => Take([message]));
                }
            );
            await ReadAsync();
        }

        // Only messages that were drawn count as shown.
        foreach (var message in messages.Where(message => marked.Add(message.Id)).ToList())
            await MarkAsync(message);
    }

    /// <summary>Reads the messages that were not shown yet. An unavailable database must not end the exam page, so the page reads
    /// again.</summary>
    async Task ReadAsync()
    {
        try
        {
            Take(await Voice.UnseenAsync(Access, leaving));
        }
        catch (Exception cause) when (!leaving.IsCancellationRequested)
        {
            Log.MessagesNotRead(cause, Access.SessionId);
            Later(ReadAsync);
        }
        catch (OperationCanceledException)
        {
            // The page has closed.
        }
    }

    async Task MarkAsync(MessageNews message)
    {
        try
        {
            await Voice.ShownAsync(Access, message.Id, leaving);
        }
        catch (Exception cause) when (!leaving.IsCancellationRequested)
        {
            Log.MessagesNotRead(cause, Access.SessionId);
            Later(() => MarkAsync(message));
        }
        catch (OperationCanceledException)
        {
            // The page has closed.
        }
    }

    void Later(Func<Task> work)
    {
        retries.Add(Time.CreateTimer(_ => _ = InvokeAsync(work), null, RetryAfter, Timeout.InfiniteTimeSpan));
    }

    void Take(IEnumerable<MessageNews> news)
    {
        messages.AddRange(news.Where(message => !marked.Contains(message.Id) && messages.All(known => known.Id != message.Id)));
        StateHasChanged();
    }

    public void Dispose()
    {
        following?.Dispose();
        gone.Cancel();
        retries.ForEach(retry => retry.Dispose());
        gone.Dispose();
    }
}
