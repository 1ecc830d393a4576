using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using MudBlazor;
using Proctoring.Core.Authoring.Invitations;
using Proctoring.Core.Integration;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.ExamInvitations;

/// <summary>Reads a list of students, shows its mistakes, and invites them only when the viewer confirms.</summary>
public sealed partial class InviteForm
{
    /// <summary>So that the text fits into one message of the connection in every script.</summary>
    const int LongestText = 30_000;

    const int PageSize = 20;

    IReadOnlySet<string> invited = new HashSet<string>();
    InvitationTable? table;
    string? text;
    string? problem;

    /// <summary>The text that the table shows; null if it shows a file.</summary>
    string? read;

    bool busy;

    [Parameter, EditorRequired]
    public int ExamId { get; set; }

    /// <summary>Called when students were invited.</summary>
    [Parameter]
    public EventCallback Invited { get; set; }

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal InvitationStore Store { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    List<InvitationDraft> New => [.. table!.Drafts.Where(draft => !invited.Contains(draft.StudentId))];

    async Task CheckAsync()
    {
        // The browser cuts a longer text without a word.
        var list = text ?? "";
        if (list.Length >= LongestText)
            (table, problem) = (null, $"The field holds {DisplayText.Number(LongestText)} characters. Choose the list as a file instead.");
        else
            await ShowAsync(InvitationReader.Read(list), list);
    }

    async Task ReadAsync(IBrowserFile? file)
    {
        if (file is null || busy)
            return;
        (table, problem) = (null, null);
        if (file.Size > InvitationReader.LargestBytes)
        {
            problem = "The file is larger than 1 MB. Divide it into several files.";
            return;
        }

        busy = true;
        try
        {
            using var memory = new MemoryStream();
            await using (var stream = file.OpenReadStream(InvitationReader.LargestBytes))
                await stream.CopyToAsync(memory);
            await ShowAsync(InvitationReader.Read(memory.ToArray()), null);
        }
        catch (IOException)
        {
            problem = "The upload was interrupted. No students were invited. Choose the file again.";
        }
        finally
        {
            busy = false;
        }
    }

    async Task ShowAsync(InvitationTable found, string? of)
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        invited = await Store.InvitedAsync(viewer, ExamId, found.Drafts, CancellationToken.None);
        (table, read, problem) = (found, of, null);
    }

    async Task InviteAsync()
    {
        if (busy)
            return;
        if (read is not null && read != (text ?? ""))
        {
            problem = "The list has changed since you checked it. No students were invited. Check it again.";
            return;
        }

        (busy, problem) = (true, null);
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            var added = await Store.AddAsync(viewer, ExamId, New, CancellationToken.None);
            Snackbar.Add($"{DisplayText.Count(added, "student")} invited.", MudBlazor.Severity.Success);
            // Rows with a mistake stay, for the person to correct them.
            if (table!.Problems.Count > 0)
                await ShowAsync(table, read);
            else
                Clear();
        }
        catch (ValidationException refusal)
        {
            problem = $"No students were invited. {RefusalText.Of(refusal)}";
        }
        catch (DbUpdateException)
        {
            // Another administrator invited one of them at the same moment.
            (table, problem) = (null, "No students were invited: the invitations changed meanwhile. Check the list again.");
        }
        finally
        {
            busy = false;
        }

        await Invited.InvokeAsync();
    }

    /// <summary>A text beside a list from a file stays.</summary>
    void Clear() => (table, text, read, problem) = (null, read is null ? text : null, null, null);

    string Summary(InvitationTable read)
    {
        var (added, wrong) = (New.Count, read.Problems.Select(found => found.Line).Distinct().Count());
        var known = read.Drafts.Count - added;
        return $"{DisplayText.Count(added, "student")} can be invited, {DisplayText.Number(known)} already invited, "
            + $"{DisplayText.Count(wrong, "row")} with a mistake.";
    }
}
