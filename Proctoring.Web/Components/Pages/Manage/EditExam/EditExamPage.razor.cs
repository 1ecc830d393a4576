using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reviews.Regrading;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>Edits an exam. Unsaved changes also lie in the browser, so that a lost circuit loses nothing.</summary>
public sealed partial class EditExamPage : IAsyncDisposable
{
    StoredExam? stored;
    ExamForm? form;
    QuestionForm? selected;
    Draft? recovered;
    IReadOnlyList<string> problems = [];
    IReadOnlyList<string> policies = [];
    IJSObjectReference? module;
    string refused = "";
    bool missing;
    bool busy;
    bool changed;
    bool kept = true;
    bool preview;

    /// <summary>The ended sessions with the solutions of earlier versions, since this page saved a new one.</summary>
    int outdated;

    int edits;
    ITimer? pause;

    /// <summary>The pause in typing after which the browser gets the draft.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    /// <summary>The most bytes of a draft: browsers store about 5 million characters.</summary>
    const long LongestDraft = 32_000_000;

    /// <summary>Unsaved changes with the revision they are based on. The pictures of the stored exam are not repeated.</summary>
    sealed record Draft(int Revision, ExamForm Form);

    [Parameter]
    public int Id { get; set; }

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal ExamStore Store { get; set; } = null!;

    [Inject]
    internal Regrades Regrades { get; set; } = null!;

    [Inject]
    internal RuleCatalog Rules { get; set; } = null!;

    [Inject]
    internal StoredPolicies StoredPolicies { get; set; } = null!;

    [Inject]
    IJSRuntime Script { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    string Lead
    {
        get
        {
            var state = stored!.Status switch
            {
                ExamStatus.Open => "Published",
                ExamStatus.Archived => "Archived",
                _ => "Draft",
            };
            var saved =
                !changed ? "all changes are saved"
                : kept ? "there are unsaved changes, which this browser keeps"
                : "there are unsaved changes. This browser cannot keep them; save soon";
            return $"{state}, version {stored.Version}; {saved}.";
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (stored?.Id == Id || await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        await StoredPolicies.RefreshAsync(CancellationToken.None);
        policies = [.. Rules.Policies.Select(policy => policy.Name)];
        if (await Store.FindAsync(viewer, Id, CancellationToken.None) is { } found)
            Show(found);
        else
            missing = true;
    }

    void Show(StoredExam exam)
    {
        (stored, form) = (exam, ExamForm.Of(exam.Content));
        selected = form.Questions.FirstOrDefault();
        (changed, problems) = (false, []);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (module is not null || stored is null)
            return;
        module = await Script.ImportModuleAsync("./Components/Pages/Manage/EditExam/EditExamPage.razor.js");
        if (await FindDraftAsync() is not { Length: > 0 } text)
            return;
        try
        {
            recovered = JsonSerializer.Deserialize<Draft>(text);
        }
        catch (JsonException)
        {
            // Written by an earlier version of this page; it cannot be restored.
            await module.InvokeVoidAsync("forget", Id);
        }

        StateHasChanged();
    }

    async Task<string?> FindDraftAsync()
    {
        await using var found = await module!.InvokeAsync<IJSStreamReference?>("find", Id);
        if (found is null)
            return null;
        await using var stream = await found.OpenReadStreamAsync(LongestDraft);
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync()).Trim();
    }

    void Changed()
    {
        edits++;
        changed = true;
        pause ??= Time.CreateTimer(_ => _ = InvokeAsync(KeepAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        pause.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gives the browser the draft.</summary>
    async Task KeepAsync()
    {
        if (!changed || module is null || stored is null)
            return;
        var known = stored.Content.Files.Select(file => file.Sha256).ToHashSet();
        var files = form!.Files;
        form.Files = [.. files.Where(file => !known.Contains(file.Sha256))];
        var text = JsonSerializer.Serialize(new Draft(stored.Revision, form));
        form.Files = files;
        try
        {
            var done = await module.InvokeAsync<bool>("keep", Id, text);
            if (kept != done)
            {
                kept = done;
                StateHasChanged();
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or TaskCanceledException)
        {
            // The browser is away; it has the draft of the last pause.
        }
    }

    void Restore()
    {
        if (recovered is null || stored is null)
            return;
        if (recovered.Revision != stored.Revision)
            Snackbar.Add("Someone saved this exam since. Compare before you save.", MudBlazor.Severity.Warning);
        form = recovered.Form;
        form.Files = [.. stored.Content.Files, .. form.Files];
        selected = form.Questions.FirstOrDefault();
        recovered = null;
        Changed();
    }

    async Task ForgetAsync()
    {
        recovered = null;
        if (module is not null)
            await module.InvokeVoidAsync("forget", Id);
    }

    Task SaveAsync() => DoAsync(viewer => StoreAsync(viewer, "Saved."));

    /// <summary>Publishes what the page shows, so that nothing typed stays behind.</summary>
    Task PublishAsync() =>
        DoAsync(async viewer =>
        {
            // Also without changes: someone else may have saved another content.
            if (await StoreAsync(viewer, null) is not { } typed)
                return;
            refused = "The exam is saved, but it was not published.";
            await Store.SetStatusAsync(viewer, Id, ExamStatus.Open, CancellationToken.None);
            if (await Store.FindAsync(viewer, Id, CancellationToken.None) is { } found)
                await ShowAsync(found, typed);
            Snackbar.Add("Published. Candidates can take the exam within its times.", MudBlazor.Severity.Success);
        });

    /// <summary>Stores what the page shows; returns which edit was the last one stored, or null if there are problems.</summary>
    async Task<int?> StoreAsync(StaffViewer viewer, string? done)
    {
        var (content, typed) = (form!.ToContent(), edits);
        problems = [.. ExamContentCheck.Problems(content).Take(50).Select(ProblemText.Of)];
        if (problems.Count > 0)
            return null;
        var before = stored!.Version;
        await ShowAsync(await Store.ReplaceAsync(viewer, Id, stored.Revision, content, CancellationToken.None), typed);
        // A version without a correction needs no regrade, so the page offers it only now; the button stays.
        if (stored.Version != before)
            outdated = (await Regrades.StateAsync(viewer, Id, CancellationToken.None))?.Outdated ?? 0;
        if (done is not null)
            Snackbar.Add(done, MudBlazor.Severity.Success);
        return typed;
    }

    /// <summary>Shows that an exam was stored. The form stays, since typing may go on; what was typed meanwhile is a change of the new
    /// revision.</summary>
    async Task ShowAsync(StoredExam exam, int typed)
    {
        (stored, problems) = (exam, []);
        changed = edits != typed;
        await (changed ? KeepAsync() : ForgetAsync());
    }

    /// <summary>Runs an act of the viewer and shows why it was refused. A second click meanwhile does nothing.</summary>
    async Task DoAsync(Func<StaffViewer, Task> act)
    {
        if (busy)
            return;
        (busy, problems, refused) = (true, [], "The exam was not saved. Nothing you typed is lost.");
        try
        {
            await KeepAsync();
            if (await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer)
                await act(viewer);
        }
        catch (ValidationException refusal)
        {
            problems = [RefusalText.Of(refusal)];
        }
        catch (DbUpdateConcurrencyException)
        {
            problems =
            [
                "Someone else saved this exam while you were editing. Your changes stay in this browser. Reload the page, look at "
                    + "the other changes, and select Restore them.",
            ];
        }
        finally
        {
            busy = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (pause is not null)
            await pause.DisposeAsync();
        try
        {
            await KeepAsync();
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the module with it.
        }
    }
}
