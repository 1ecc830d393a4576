using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Reviews;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Shows, on demand, the time of each question over the session, with what the page and the camera recorded during it, next to
/// the group. Neutral: no severity, no colour of a warning.</summary>
public sealed partial class AnsweringPanel
{
    const int Width = 1000;
    const int RowHeight = 16;
    const double Least = 2;
    const string Missing = "–";

    SessionAnswering? facts;
    Guid loaded;
    bool looked;

    [Parameter, EditorRequired]
    public SessionCase Case { get; set; } = null!;

    [Inject]
    CaseAnswering Answering { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    int Height => Math.Max(1, facts!.Questions.Count) * RowHeight;

    DateTime From => Case.StartedAt ?? Case.Session.OpenedAt;

    DateTime To => Case.Session.FinishedAt is { } finished && finished > From ? finished : From.AddSeconds(1);

    string[] Heads =>
        [
            L["Answering_Question"],
            L["Answering_Words"],
            L["Answering_Time"],
            L["Answering_PerWord"],
            L["Answering_Group"],
            L["Answering_Slower"],
            L["Answering_Changes"],
            L["Answering_Typing"],
            L["Answering_Pastes"],
            L["Answering_Focus"],
            L["Answering_Away"],
        ];

    protected override async Task OnParametersSetAsync()
    {
        // The next session is shown in the same component, which may be open.
        if (looked && loaded != Case.Session.Id)
            await LoadAsync();
    }

    async Task LoadAsync()
    {
        if (loaded == Case.Session.Id || await Access.ViewerAsync(StaffPolicies.Read, default) is not { } viewer)
            return;
        (loaded, facts) = (Case.Session.Id, null);
        var read = await Answering.FindAsync(viewer, loaded, default);
        (facts, looked) = (read, true);
    }

    double XOf(DateTime at) => Math.Clamp((at - From) / (To - From) * Width, 0, Width);

    double WidthOf(AnsweringSpan span) => Math.Max(Least, XOf(span.To) - XOf(span.From));

    IEnumerable<AnsweringEvent> Within(AnsweringSpan span) =>
        facts!.Events.Where(one =>
            one.Span.From < span.To && (one.Kind == AnsweringEventKind.Paste ? one.Span.From >= span.From : one.Span.To > span.From)
        );

    double MarkWidth(AnsweringEvent one, AnsweringSpan span)
    {
        if (one.Kind == AnsweringEventKind.Paste)
            return 4;
        var end = one.Span.To < span.To ? one.Span.To : span.To;
        return Math.Max(Least, XOf(end) - XOf(Later(one.Span.From, span.From)));
    }

    static DateTime Later(DateTime first, DateTime second) => first > second ? first : second;

    static string ClassOf(AnsweringEventKind kind) =>
        kind switch
        {
            AnsweringEventKind.Paste => "paste",
            AnsweringEventKind.FocusLoss => "focus",
            _ => "away",
        };

    static int TopOf(AnsweringEventKind kind) =>
        kind switch
        {
            AnsweringEventKind.Paste => 6,
            AnsweringEventKind.FocusLoss => 1,
            _ => RowHeight - 3,
        };

    static string Number(int? number) => number is { } known ? DisplayText.Number(known) : Missing;

    static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
