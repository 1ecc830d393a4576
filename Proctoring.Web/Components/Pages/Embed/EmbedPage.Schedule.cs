using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Embedding;

namespace Proctoring.Web.Components.Pages.Embed;

// A link that is opened before or after the times of its exam.
public sealed partial class EmbedPage
{
    /// <summary>A timer of the platform cannot wait for months.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    /// <summary>Shows when the exam opens, without using up the link: the candidate may open it later on another device.</summary>
    async Task<bool> WaitsAsync()
    {
        if (await Links.PeekAsync(Ticket, gone.Token) is not { } planned || await Opener.FindAsync(planned, gone.Token) is not { } session)
            return false;
        if (!await IsClosedAsync(session))
            return false;
        view = session;
        return true;
    }

    /// <summary>Shows why the exam cannot be opened at this time; false if it can.</summary>
    async Task<bool> IsClosedAsync(SessionView session)
    {
        var now = Time.GetUtcNow().UtcDateTime;
        var (early, late) = (session.NotBefore > now, session.NotAfter <= now);
        if (session.Status != SessionStatus.Preparing || !(early || late))
            return false;
        await Clock.LearnAsync();
        if (early)
        {
            phase = EmbedPhase.TooEarly;
            line!.Say(HostMessage.NotOpen(session));
            _ = OpenLaterAsync(session.NotBefore!.Value - now);
        }
        else
        {
            phase = EmbedPhase.TooLate;
            line!.Say(
                HostMessage.Unavailable(
                    L["Host_TooLate", Clock.DayAndTime(session.NotAfter!.Value), Clock.ZoneName],
                    StatusCodes.Status410Gone
                )
            );
        }

        return true;
    }

    async Task OpenLaterAsync(TimeSpan left)
    {
        try
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, Time, gone.Token);
            await InvokeAsync(async () =>
            {
                await OpenAsync();
                StateHasChanged();
            });
        }
        catch (OperationCanceledException)
        {
            // The page has closed.
        }
    }
}
