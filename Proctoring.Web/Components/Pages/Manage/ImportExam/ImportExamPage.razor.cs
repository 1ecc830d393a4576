using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Integration;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.ImportExam;

/// <summary>Reads an uploaded file, lists its problems, and stores the exam only when the viewer confirms.</summary>
public sealed partial class ImportExamPage
{
    ImportResult? result;
    string fileName = "";
    string title = "";
    string slug = "";
    string? problem;
    bool busy;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal ExamStore Store { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    async Task ReadAsync(IBrowserFile? file)
    {
        if (file is null || busy)
            return;
        (result, problem) = (null, null);
        if (file.Size > ImportLimits.FileBytes)
        {
            problem = $"The file is larger than {ImportLimits.FileBytes / 1_000_000} MB. Divide it into several files.";
            return;
        }

        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is null)
                return;
            using var memory = new MemoryStream();
            await using (var stream = file.OpenReadStream(ImportLimits.FileBytes))
                await stream.CopyToAsync(memory);
            fileName = file.Name;
            var bytes = memory.ToArray();
            // Reading takes up to seconds; the page stays alive meanwhile.
            result = await Task.Run(() => Core.Authoring.ExamImport.Read(file.Name, bytes));
            title = result.Content.Title.Length > 0 ? result.Content.Title : Path.GetFileNameWithoutExtension(file.Name);
            slug = result.Content.Slug.Length > 0 ? result.Content.Slug : Slugs.From(title);
        }
        catch (IOException)
        {
            problem = "The upload was interrupted. Nothing was stored. Choose the file again.";
        }
        finally
        {
            busy = false;
        }
    }

    async Task StoreAsync()
    {
        if (busy || result is null)
            return;
        (busy, problem) = (true, null);
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            var content = result.Content with { Title = title.Trim(), Slug = slug.Trim() };
            var exam = await Store.CreateAsync(viewer, content, CancellationToken.None);
            Navigation.NavigateTo($"manage/authoring/{exam.Id}");
        }
        catch (ValidationException refusal)
        {
            problem = $"The exam was not stored. {RefusalText.Of(refusal)}";
        }
        catch (DbUpdateException)
        {
            // Someone stored an exam under this address at the same moment.
            problem = "The exam was not stored: the address was taken meanwhile. Choose another one.";
        }
        finally
        {
            busy = false;
        }
    }

    static string Summary(ImportResult read)
    {
        var format = read.Format is { } known ? FormatNames.NameOf(known) : "Unknown format";
        var accepted = read.Accepted == 1 ? "1 question" : $"{DisplayText.Number(read.Accepted)} questions";
        return $"{format}: {accepted} can be imported, {DisplayText.Number(read.Rejected)} cannot.";
    }

    static string EffectOf(ImportSeverity severity) =>
        severity switch
        {
            ImportSeverity.Notice => "Notice",
            ImportSeverity.Question => "Not imported",
            _ => "Error",
        };
}
