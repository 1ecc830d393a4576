using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.ExamList;

/// <summary>Lists the exams of this server, creates, copies, publishes, archives and exports them.</summary>
public sealed partial class ExamListPage
{
    IReadOnlyList<ExamRow>? exams;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal ExamStore Store { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    /// <summary>The search of the address.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary>Whether the address shows archived exams.</summary>
    [SupplyParameterFromQuery]
    public bool Archived { get; set; }

    List<ExamRow> Shown =>
        [
            .. (exams ?? []).Where(exam =>
                string.IsNullOrWhiteSpace(Q)
                || exam.Title.Contains(Q.Trim(), StringComparison.CurrentCultureIgnoreCase)
                || exam.Slug.Contains(Q.Trim(), StringComparison.OrdinalIgnoreCase)
            ),
        ];

    protected override Task OnParametersSetAsync() => LoadAsync();

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer)
            exams = await Store.ListAsync(viewer, Archived, CancellationToken.None);
    }

    Task SearchAsync(string? text) => GoAsync(text, Archived);

    Task ShowArchivedAsync(bool archived) => GoAsync(Q, archived);

    Task GoAsync(string? text, bool archived)
    {
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameters(
                new Dictionary<string, object?>
                {
                    ["q"] = string.IsNullOrWhiteSpace(text) ? null : text,
                    ["archived"] = archived ? true : null,
                }
            ),
            replace: true
        );
        return Task.CompletedTask;
    }

    static string StateOf(ExamRow exam) =>
        exam.Status switch
        {
            ExamStatus.Open => "Published",
            ExamStatus.Archived => "Archived",
            _ => "Draft",
        };

    async Task CreateAsync()
    {
        if (await AskTitleAsync("Create exam", "", "Create") is not { } title)
            return;
        await DoAsync(async viewer =>
        {
            var exam = await Store.CreateAsync(
                viewer,
                new ExamContent { Slug = await FreeSlugAsync(viewer, title), Title = title },
                default
            );
            Navigation.NavigateTo($"manage/authoring/{exam.Id}");
            return null;
        });
    }

    async Task CopyAsync(ExamRow row)
    {
        if (await AskTitleAsync("Copy exam", $"{row.Title} (copy)", "Copy") is not { } title)
            return;
        await DoAsync(async viewer =>
        {
            await Store.CopyAsync(viewer, row.Id, await FreeSlugAsync(viewer, title), title, default);
            return $"“{title}” is a draft.";
        });
    }

    Task SetStatusAsync(ExamRow row, ExamStatus status) =>
        DoAsync(async viewer =>
        {
            await Store.SetStatusAsync(viewer, row.Id, status, default);
            return $"“{row.Title}” is now {StateOf(row with { Status = status }).ToLowerInvariant()}.";
        });

    Task<IDialogReference> ExportAsync(ExamRow row) =>
        Dialogs.ShowAsync<ExportDialog>(null, new DialogParameters<ExportDialog> { { dialog => dialog.ExamId, row.Id } });

    /// <summary>Runs an act and shows its result, or why it was refused.</summary>
    async Task DoAsync(Func<StaffViewer, Task<string?>> act)
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        try
        {
            if (await act(viewer) is { } done)
                Snackbar.Add(done, MudBlazor.Severity.Success);
        }
        catch (ValidationException refusal)
        {
            Snackbar.Add(RefusalText.Of(refusal), MudBlazor.Severity.Error);
        }
        catch (DbUpdateException)
        {
            // Another administrator acted at the same moment.
            Snackbar.Add(
                "Someone changed the exams meanwhile, so nothing was done. Look at the list and try again.",
                MudBlazor.Severity.Error
            );
        }

        await LoadAsync();
    }

    /// <summary>The address of a new exam: its title, with a number if that is taken.</summary>
    async Task<string> FreeSlugAsync(StaffViewer viewer, string title)
    {
        var wanted = Slugs.From(title);
        var slug = wanted;
        for (var number = 2; await Store.FindAsync(viewer, slug, default) is not null; number++)
            slug = $"{(wanted.Length > 90 ? wanted[..90] : wanted)}-{number}";
        return slug;
    }

    async Task<string?> AskTitleAsync(string heading, string title, string button)
    {
        var dialog = await Dialogs.ShowAsync<TitleDialog>(
            null,
            new DialogParameters<TitleDialog>
            {
                { box => box.Heading, heading },
                { box => box.Start, title },
                { box => box.Button, button },
            }
        );
        return await dialog.Result is { Canceled: false, Data: string text } ? text : null;
    }
}
