using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Staff;

namespace Proctoring.Web.Components.Pages.Manage.Exams;

/// <summary>Chooses the people who can see an exam's sessions.</summary>
public sealed partial class ExamAccessDialog
{
    readonly HashSet<Guid> chosen = [];

    [Parameter, EditorRequired]
    public ExamAccess Exam { get; set; } = null!;

    /// <summary>The people to choose from.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<StaffRow> People { get; set; } = [];

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    protected override void OnInitialized() => chosen.UnionWith(Exam.Reviewers);

    void Choose(Guid person, bool wanted) => _ = wanted ? chosen.Add(person) : chosen.Remove(person);

    void Save() => Dialog.Close<IReadOnlyList<Guid>>([.. chosen]);
}
