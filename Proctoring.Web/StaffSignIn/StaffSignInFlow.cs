using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Proctoring.Core.Exams;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Requests;

namespace Proctoring.Web.StaffSignIn;

/// <summary>The result of an attempt to sign in.</summary>
internal enum SignInOutcome
{
    SignedIn,

    /// <summary>No such account, or the wrong password. The answer does not say which.</summary>
    Wrong,

    /// <summary>Too many wrong passwords for this account from this network address. Other ways to sign in still work.</summary>
    Locked,

    /// <summary>The account is switched off. Only a person who proved to be its owner gets this answer.</summary>
    SwitchedOff,

    /// <summary>Too many attempts from this network address.</summary>
    TooMany,
}

/// <summary>Signs staff in by any method, and records it in the audit log.</summary>
internal sealed partial class StaffSignInFlow(
    SignInManager<StaffUser> signIn,
    UserManager<StaffUser> users,
    StaffSessions sessions,
    ProctoringDb database,
    SignInThrottle throttle,
    TimeProvider time,
    ILogger<StaffSignInFlow> log
)
{
    static readonly StaffUser NoAccount = new() { Name = "" };

    // Checking a password against this takes as long as against a real hash, so that the time does not reveal which names have an account.
    static readonly string HashOfNoAccount = new PasswordHasher<StaffUser>().HashPassword(NoAccount, Guid.NewGuid().ToString());

    public async Task<SignInOutcome> WithPasswordAsync(string email, string password, HttpContext request)
    {
        var network = NetworkAddress.Of(request);
        if (!throttle.Admits(network))
            return SignInOutcome.TooMany;
        if (password.Length > GuessablePassword.LongestLength || email.Length > 254)
            return SignInOutcome.Wrong;
        email = TextCharacters.Storable(email);
        // From here on, a name with an account and one without cause the same work: the same queries, one hash, one audit entry.
        var user = await users.FindByEmailAsync(email);
        var (name, stamp) = (users.NormalizeEmail(email) ?? "", user?.SecurityStamp);
        if (throttle.IsLocked(network, name, stamp))
            return SignInOutcome.Locked;
        if (await IsPasswordAsync(user, password))
            return await EnterAsync(user!, "with a password", request);
        var locked = throttle.CountWrongPassword(network, name, stamp);
        await RecordFailureAsync(user, "with a password", request);
        return locked ? SignInOutcome.Locked : SignInOutcome.Wrong;
    }

    /// <summary>Signs in with the browser's answer to a passkey challenge.</summary>
    public async Task<SignInOutcome> WithPasskeyAsync(string credential, HttpContext request)
    {
        if (!throttle.Admits(NetworkAddress.Of(request)))
            return SignInOutcome.TooMany;
        PasskeyAssertionResult<StaffUser> result;
        try
        {
            result = await signIn.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // There is no challenge, or it has expired.
            return await FailAsync("with a passkey", request);
        }

        if (!result.Succeeded)
            return await FailAsync("with a passkey", request);
        // Stores the use counter, which reveals a copied passkey.
        await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        return await EnterAsync(result.User, "with a passkey", request);
    }

    /// <summary>Signs in a person who has proved who they are.</summary>
    public async Task<SignInOutcome> EnterAsync(StaffUser user, string how, HttpContext request)
    {
        if (user.DisabledAt is not null)
        {
            await RecordFailureAsync(user, $"{how}, switched off", request);
            return SignInOutcome.SwitchedOff;
        }

        await RecordAsync(new StaffViewer(user.Id, user.Name, [], AddressOf(request)), "signed_in", $"account {user.Name}", how);
        var session = await sessions.StartAsync(user.Id, request.RequestAborted);
        await signIn.SignInWithClaimsAsync(user, isPersistent: false, [new Claim(StaffClaims.Session, session.ToString("N"))]);
        return SignInOutcome.SignedIn;
    }

    /// <summary>Records an attempt that proved no account.</summary>
    public async Task<SignInOutcome> FailAsync(string how, HttpContext request)
    {
        await RecordFailureAsync(user: null, how, request);
        return SignInOutcome.Wrong;
    }

    async Task<bool> IsPasswordAsync(StaffUser? user, string password)
    {
        if (user?.PasswordHash is not null)
            return await users.CheckPasswordAsync(user, password);
        users.PasswordHasher.VerifyHashedPassword(NoAccount, HashOfNoAccount, password);
        return false;
    }

    async Task RecordFailureAsync(StaffUser? user, string how, HttpContext request)
    {
        if (throttle.MayRecordFailure())
            await RecordAsync(
                new StaffViewer(null, "not signed in", [], AddressOf(request)),
                "sign_in_failed",
                user is null ? "no account" : $"account {user.Name}",
                how
            );
        else
            LogNotRecorded();
    }

    async Task RecordAsync(StaffViewer who, string action, string subject, string? how = null)
    {
        database.Audit(who, action, subject, time.GetUtcNow().UtcDateTime, reason: how);
        await database.SaveChangesAsync();
    }

    static string? AddressOf(HttpContext request) => request.Connection.RemoteIpAddress?.ToString();

    [LoggerMessage(LogLevel.Warning, "A failed sign-in is not in the audit log, because too many failed in the last hour")]
    partial void LogNotRecorded();
}
