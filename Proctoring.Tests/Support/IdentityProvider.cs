using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Proctoring.Tests.Support;

/// <summary>A small OpenID Connect provider with one person who is always signed in.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    readonly RSA key = RSA.Create(2048);
    readonly ConcurrentDictionary<string, string> nonces = new();
    readonly WebApplication server;

    IdentityProvider(WebApplication server) => this.server = server;

    public string Address => server.Urls.First();

    /// <summary>The claims of the person.</summary>
    public Dictionary<string, object> Person { get; } =
        new()
        {
            ["sub"] = "subject-1",
            ["email"] = "rita@example.org",
            ["email_verified"] = true,
        };

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new IdentityProvider(builder.Build());
        provider.Map();
        await provider.server.StartAsync();
        return provider;
    }

    static string[] List(string only) => [only];

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        key.Dispose();
    }

    void Map()
    {
        server.MapGet(
            "/.well-known/openid-configuration",
            () =>
                Results.Json(
                    new Dictionary<string, object>
                    {
                        ["issuer"] = Address,
                        ["authorization_endpoint"] = Address + "/authorize",
                        ["token_endpoint"] = Address + "/token",
                        ["jwks_uri"] = Address + "/keys",
                        ["response_types_supported"] = List("code"),
                        ["subject_types_supported"] = List("public"),
                        ["id_token_signing_alg_values_supported"] = List("RS256"),
                    }
                )
        );
        server.MapGet(
            "/keys",
            () =>
            {
                var open = key.ExportParameters(false);
                return Results.Json(
                    new
                    {
                        keys = new[]
                        {
                            new
                            {
                                kty = "RSA",
                                kid = "1",
                                use = "sig",
                                alg = "RS256",
                                n = Base64UrlEncoder.Encode(open.Modulus),
                                e = Base64UrlEncoder.Encode(open.Exponent),
                            },
                        },
                    }
                );
            }
        );
        server.MapGet(
            "/authorize",
            (HttpRequest request) =>
            {
                var code = Guid.NewGuid().ToString("N");
                nonces[code] = request.Query["nonce"].ToString();
                return Results.Redirect(
                    $"{request.Query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(request.Query["state"].ToString())}"
                );
            }
        );
        server.MapPost(
            "/token",
            async (HttpRequest request) =>
            {
                var form = await request.ReadFormAsync();
                // The code alone is not sufficient.
                if (
                    !nonces.TryRemove(form["code"].ToString(), out var nonce)
                    || form["client_secret"] != "secret"
                    || form["code_verifier"].Count == 0
                )
                    return Results.BadRequest(new { error = "invalid_grant" });
                var token = new JsonWebTokenHandler().CreateToken(
                    new SecurityTokenDescriptor
                    {
                        Issuer = Address,
                        Audience = form["client_id"],
                        Claims = new Dictionary<string, object>(Person) { ["nonce"] = nonce },
                        Expires = DateTime.UtcNow.AddMinutes(5),
                        SigningCredentials = new SigningCredentials(new RsaSecurityKey(key) { KeyId = "1" }, SecurityAlgorithms.RsaSha256),
                    }
                );
                return Results.Json(
                    new
                    {
                        access_token = "unused",
                        token_type = "Bearer",
                        expires_in = 300,
                        id_token = token,
                    }
                );
            }
        );
    }
}
