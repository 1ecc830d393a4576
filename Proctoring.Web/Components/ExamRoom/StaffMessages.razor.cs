using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows the proctor's messages above the exam until the candidate closes them, also after a reload, and sends the candidate's own
/// messages.</summary>
public sealed partial class StaffMessages : IDisposable
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    const int Longest = ReviewLimits.Message;

    readonly CancellationTokenSource gone = new();
    CancellationToken leaving;
    readonly List<MessageNews> messages = [];
    readonly HashSet<Guid> marked = [];
    readonly List<ITimer> retries = [];
    IReadOnlyList<CandidateChatLine> conversation = [];
    IDisposable? following;
    ElementReference box;
    ElementReference place;
    string? text;
    string? trouble;
    string? sent;
    bool writing;
    bool problem;
    bool focuses;
    bool returns;
    bool busy;

    /// <summary>The right to the session.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    /// <summary>Describes the state of the page, for the proctor.</summary>
    [Parameter]
    public Func<string>? PageState { get; set; }

    [Inject]
    SessionFeed Feed { get; set; } = null!;

    [Inject]
    CandidateMessages Voice { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

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
                    else if (news is MissedNews)
                        _ = InvokeAsync(ReadAsync);
                }
            );
            await ReadAsync();
        }

        if (focuses)
        {
            focuses = false;
            await box.FocusAsync();
        }

        if (returns)
        {
            returns = false;
            await CatchFocusAsync();
        }

        // Only messages that were drawn count as shown.
        foreach (var message in messages.Where(message => marked.Add(message.Id)).ToList())
            await MarkAsync(message);
    }

    /// <summary>The button with the focus is gone, and the focus would fall to the page. An answer in which the candidate types meanwhile
    /// keeps it.</summary>
    async Task CatchFocusAsync()
    {
        try
        {
            await Browser.CallModuleAsync<object>("./js/viewer.js", "catchFocus", place);
        }
        catch (JSException)
        {
            // A bad line did not deliver the script. The focus stays with the page.
        }
    }

    /// <summary>Opens the form for a reply or a problem.</summary>
    public void Write(bool problem)
    {
        (this.problem, writing, focuses, sent, trouble) = (problem, true, true, null, null);
        StateHasChanged();
    }

    void StopWriting() => (writing, trouble, returns) = (false, null, true);

    async Task SendAsync()
    {
        if (busy)
            return;
        (busy, trouble) = (true, null);
        try
        {
            if (await Voice.WriteAsync(Access, text, problem ? PageState?.Invoke() : null, leaving) is { } line)
                (conversation, text, writing, sent, returns) = ([.. conversation, line], null, false, L["Message_Sent"], true);
            else
                trouble = L["Message_NotSent"];
        }
        catch (ValidationException mistake)
        {
            trouble = RefusalOnPage.Sentence(mistake);
        }
        catch (Exception cause) when (!leaving.IsCancellationRequested)
        {
            Log.MessagesNotRead(cause, Access.SessionId);
            trouble = L["Message_NotSent"];
        }
        finally
        {
            busy = false;
        }
    }

    async Task CloseAsync(MessageNews message)
    {
        messages.Remove(message);
        returns = true;
        await RecordClosingAsync(message);
    }

    async Task RecordClosingAsync(MessageNews message)
    {
        try
        {
            await Voice.CloseAsync(Access, message.Id, leaving);
        }
        catch (Exception cause) when (!leaving.IsCancellationRequested)
        {
            Log.MessagesNotRead(cause, Access.SessionId);
            Later(() => RecordClosingAsync(message));
        }
        catch (OperationCanceledException)
        {
            // The page has closed.
        }
    }

    /// <summary>Reads the messages that the candidate has not closed. An unavailable database must not end the exam page, so the page reads
    /// again.</summary>
    async Task ReadAsync()
    {
        try
        {
            conversation = await Voice.ConversationAsync(Access, leaving);
            Take(conversation.Where(line => !line.Closed).Select(line => new MessageNews(line.Id, line.Text, line.SentAt)));
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
        var fresh = news.Where(message => !marked.Contains(message.Id) && messages.All(known => known.Id != message.Id)).ToList();
        messages.AddRange(fresh);
        conversation =
        [
            .. conversation,
            .. fresh
                .Where(message => conversation.All(line => line.Id != message.Id))
                .Select(message => new CandidateChatLine(message.Id, false, message.Text, message.SentAt, false)),
        ];
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
