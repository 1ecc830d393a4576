using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Exports;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.ExamList;

/// <summary>Names what a format cannot express before the download.</summary>
public sealed partial class ExportDialog
{
    StoredExam? exam;
    ImportFormat format = ImportFormat.Json;
    IReadOnlyList<ExportLoss> losses = [];

    [Parameter, EditorRequired]
    public int ExamId { get; set; }

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal ExamStore Store { get; set; } = null!;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer)
            exam = await Store.FindAsync(viewer, ExamId, CancellationToken.None);
    }

    void Choose(ImportFormat chosen)
    {
        format = chosen;
        losses = exam is null ? [] : ExamExport.Losses(exam.Content, chosen);
    }
}
