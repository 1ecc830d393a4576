using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.ExamRoom;

namespace Proctoring.Web.Components.Pages.Candidate.Start;

/// <summary>Who sits the exam, and with proctoring: what that means, and whether it works at all just now.</summary>
public sealed partial class StartPage
{
    ExamView? exam;
    IReadOnlyList<string> faults = [];
    string? name;
    string? studentId;
    string? trouble;
    bool agreed;
    bool keepsSound;
    bool busy;
    bool live;

    [Parameter]
    public string Slug { get; set; } = "";

    [SupplyParameterFromQuery]
    public bool Proctored { get; set; }

    [Inject]
    ExamCatalog Shelf { get; set; } = null!;

    [Inject]
    SessionOpener Register { get; set; } = null!;

    [Inject]
    SessionAccessStore Keyring { get; set; } = null!;

    [Inject]
    Readiness Readiness { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        (exam, agreed, trouble, faults) = (null, false, null, []);
        await LookAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        // The button works from now on; before, a click would be lost.
        live = true;
        StateHasChanged();
    }

    async Task LookAsync()
    {
        busy = true;
        try
        {
            // First, for without the database there is no exam to find.
            faults = Proctored ? await Readiness.FaultsAsync() : [];
            if (faults.Count > 0)
                return;
            exam = await Shelf.FindAsync(Slug, CancellationToken.None);
            if (exam is null)
                Navigation.NotFound();
            else
                keepsSound = Proctored && await Register.WouldKeepSoundAsync(Slug, CancellationToken.None);
        }
        catch (Exception cause) when (cause is not (OperationCanceledException or NavigationException))
        {
            faults = await Readiness.ExplainAsync();
        }
        finally
        {
            busy = false;
        }
    }

    async Task OpenAsync()
    {
        if (busy || (Proctored && !agreed))
            return;
        (busy, trouble) = (true, null);
        try
        {
            // Nobody agrees to what they did not read.
            if (Proctored && await Register.WouldKeepSoundAsync(Slug, CancellationToken.None) != keepsSound)
            {
                (keepsSound, agreed, busy) = (!keepsSound, false, false);
                trouble = "What is kept of this exam was changed a moment ago. Please read it again before you agree.";
                return;
            }

            var access = await Register.OpenAsync(
                new SessionRequest
                {
                    StudentId = string.IsNullOrWhiteSpace(studentId) ? $"guest-{RandomNumberGenerator.GetHexString(10, lowercase: true)}" : studentId,
                    StudentName = name,
                    ExamSlug = Slug,
                    Proctored = Proctored,
                    Consented = agreed,
                },
                CancellationToken.None);
            await Keyring.KeepAsync(access);
            Navigation.NavigateTo($"/sessions/{access.SessionId:D}");
        }
        catch (ValidationException cause)
        {
            (trouble, busy) = (cause.Message, false);
        }
        catch (Exception cause) when (cause is not (OperationCanceledException or NavigationException))
        {
            trouble = string.Join(" ", ["That did not work just now. The clock does not run yet.", .. await Readiness.ExplainAsync(), "Try again in a moment."]);
            busy = false;
        }
    }
}
