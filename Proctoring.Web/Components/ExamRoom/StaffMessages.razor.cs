using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>What the proctor writes to the candidate: shown calmly beside the exam until the candidate closes it, and marked as shown.</summary>
public sealed partial class StaffMessages : IDisposable
{
    readonly CancellationTokenSource gone = new();
    CancellationToken leaving;
    readonly List<MessageNews> messages = [];
    readonly HashSet<Guid> marked = [];
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

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            leaving = gone.Token;
            following = Feed.Follow(Access.SessionId, news =>
            {
                if (news is MessageNews message)
                    _ = InvokeAsync(() => Take([message]));
            });
            Take(await Voice.UnseenAsync(Access, leaving));
        }

        // Only what has been drawn counts as shown.
        foreach (var message in messages.Where(message => marked.Add(message.Id)).ToList())
            await Voice.ShownAsync(Access, message.Id, leaving);
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
        gone.Dispose();
    }
}
