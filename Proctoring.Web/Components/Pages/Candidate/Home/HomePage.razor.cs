using Microsoft.AspNetCore.Components;
using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Web.Components.Pages.Candidate.Home;

/// <summary>The quizzes that can be sat, each with and without proctoring.</summary>
public sealed partial class HomePage
{
    IReadOnlyList<ExamView>? exams;

    [Inject]
    ExamCatalog Shelf { get; set; } = null!;

    protected override async Task OnInitializedAsync() => exams = await Shelf.ListAsync(CancellationToken.None);

    static string Start(ExamView exam, bool proctored) => $"/exams/{exam.Slug}/start?proctored={(proctored ? "true" : "false")}";
}
