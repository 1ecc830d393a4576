using Microsoft.AspNetCore.Components;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.Pages.Candidate.Start;

namespace Proctoring.Web.Components.Pages.Candidate.Home;

/// <summary>Lists the quizzes, each with and without proctoring.</summary>
public sealed partial class HomePage
{
    IReadOnlyList<ExamView>? exams;

    [Inject]
    ExamCatalog Shelf { get; set; } = null!;

    [Inject]
    internal GuestSessions Guests { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (Guests.Allowed)
            exams = await Shelf.ListAsync(CancellationToken.None);
    }

    static string Start(ExamView exam, bool proctored) => $"/exams/{exam.Slug}/start?proctored={(proctored ? "true" : "false")}";
}
