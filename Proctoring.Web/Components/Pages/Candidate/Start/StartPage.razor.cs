using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Sessions;
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
    bool busy;
    bool live;

    [Parameter]
    public string Slug { get; set; } = "";

    [SupplyParameterFromQuery]
    public bool Proctored { get; set; }

    [Inject]
    ExamShelf Shelf { get; set; } = null!;

    [Inject]
    SessionRegister Register { get; set; } = null!;

    [Inject]
    SessionKeyring Keyring { get; set; } = null!;

    [Inject]
    Readiness Readiness { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        (agreed, trouble, faults) = (false, null, []);
        exam = await Shelf.FindAsync(Slug, CancellationToken.None);
        if (exam is null)
            Navigation.NotFound();
        else if (Proctored)
            await CheckAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        // The button works from now on; before, a click would be lost.
        live = true;
        StateHasChanged();
    }

    async Task CheckAsync()
    {
        busy = true;
        faults = await Readiness.FaultsAsync();
        busy = false;
    }

    async Task OpenAsync()
    {
        if (busy || (Proctored && !agreed))
            return;
        (busy, trouble) = (true, null);
        try
        {
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
        catch (Exception cause) when (cause is DbException or DbUpdateException)
        {
            (trouble, busy) = ("That did not work just now: the database can't be reached. Nothing was started. Try again in a moment.", false);
        }
    }
}
