using Microsoft.AspNetCore.Identity;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>What came of a try to sign in.</summary>
internal enum SignInOutcome
{
    SignedIn,

    /// <summary>No such account, or not its password: nobody learns which.</summary>
    Wrong,

    /// <summary>Too many wrong passwords in a row.</summary>
    Locked,

    /// <summary>The account is switched off; said only to who proved to be its owner.</summary>
    SwitchedOff,

    /// <summary>Too many tries from this address.</summary>
    TooMany,
}

/// <summary>Signs staff in, whatever they prove themselves with, and puts it on record.</summary>
internal sealed class StaffSignInFlow(
    SignInManager<StaffUser> signIn, UserManager<StaffUser> users, ProctoringDb database, SignInThrottle throttle, TimeProvider time)
{
    static readonly StaffUser Nobody = new() { Name = "" };

    // Made once: checking against it takes as long as checking a real one, so that time does not tell which names have an account.
    static readonly string NobodysHash = new PasswordHasher<StaffUser>().HashPassword(Nobody, Guid.NewGuid().ToString());

    public async Task<SignInOutcome> WithPasswordAsync(string email, string password, string? address)
    {
        if (!throttle.Admits(address))
            return SignInOutcome.TooMany;
        if (password.Length > GuessablePassword.LongestLength || email.Length > 254)
            return SignInOutcome.Wrong;
        if (await users.FindByEmailAsync(email) is not { } user)
            return Stranger(users.NormalizeEmail(email)!, password);
        if (user.PasswordHash is null)
            users.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password);
        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (result.Succeeded)
            return await EnterAsync(user, "with a password", address);
        await RecordAsync(new StaffViewer(null, "not signed in", [], address), "sign_in_failed", user);
        return result.IsLockedOut ? SignInOutcome.Locked : SignInOutcome.Wrong;
    }

    /// <summary>Signs in with what the browser made of a passkey.</summary>
    public async Task<SignInOutcome> WithPasskeyAsync(string credential, string? address)
    {
        if (!throttle.Admits(address))
            return SignInOutcome.TooMany;
        PasskeyAssertionResult<StaffUser> result;
        try
        {
            result = await signIn.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // Nobody asked for a challenge, or long ago.
            return SignInOutcome.Wrong;
        }

        if (!result.Succeeded)
            return SignInOutcome.Wrong;
        // The counter of its uses, by which a copy of a passkey is noticed.
        await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        return await EnterAsync(result.User, "with a passkey", address);
    }

    /// <summary>Signs in somebody who has proved who they are.</summary>
    public async Task<SignInOutcome> EnterAsync(StaffUser user, string how, string? address)
    {
        if (user.DisabledAt is not null)
            return SignInOutcome.SwitchedOff;
        if (await users.IsLockedOutAsync(user))
            return SignInOutcome.Locked;
        await RecordAsync(new StaffViewer(user.Id, user.Name, [], address), "signed_in", user, how);
        await signIn.SignInAsync(user, isPersistent: false);
        return SignInOutcome.SignedIn;
    }

    SignInOutcome Stranger(string name, string password)
    {
        if (throttle.IsLocked(name))
            return SignInOutcome.Locked;
        users.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password);
        return throttle.FailsAndLocks(name) ? SignInOutcome.Locked : SignInOutcome.Wrong;
    }

    async Task RecordAsync(StaffViewer who, string action, StaffUser account, string? how = null)
    {
        database.Audit(who, action, $"account {account.Name}", time.GetUtcNow().UtcDateTime, reason: how);
        await database.SaveChangesAsync();
    }
}
