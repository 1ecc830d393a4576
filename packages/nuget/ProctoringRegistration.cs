using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace JobGenie.Proctoring.Client;

/// <summary>Registers a <see cref="ProctoringClient"/>.</summary>
public static class ProctoringRegistration
{
    const string KeyHeader = "X-Api-Key";

    /// <summary>Adds a <see cref="ProctoringClient"/> with an <see cref="HttpClient"/> of the factory. It repeats calls after network
    /// errors, timeouts, 408, 429, 5xx, and 409 if the first call is still under way; it waits as long as
    /// Retry-After says, and gives up at once if that is longer than <see cref="ProctoringClientOptions.TotalTimeout"/>. With a client id
    /// it calls with access tokens, which it renews; the clock is the registered <see cref="TimeProvider"/>, or the system's.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets at least the server, and the key or the client id and secret.</param>
    /// <returns>The builder of the HTTP client, for further handlers.</returns>
    /// <exception cref="OptionsValidationException">A setting is missing or wrong; thrown when the client is first used.</exception>
    public static IHttpClientBuilder AddProctoringClient(this IServiceCollection services, Action<ProctoringClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services
            .AddOptions<ProctoringClientOptions>()
            .Configure(configure)
            .Validate(
                options => options.Server is { IsAbsoluteUri: true, Scheme: "http" or "https" },
                "ProctoringClientOptions.Server must be an absolute http or https address."
            )
            .Validate(
                options => options.ApiKey is null ^ (options.ClientId is null && options.ClientSecret is null),
                "Set either ProctoringClientOptions.ApiKey, or ClientId and ClientSecret."
            )
            .Validate(
                options => options.ApiKey is null || IsVisible(options.ApiKey),
                "ProctoringClientOptions.ApiKey is empty, or is not an API key."
            )
            .Validate(
                options =>
                    options is { ClientId: null, ClientSecret: null } || (IsVisible(options.ClientId) && IsVisible(options.ClientSecret)),
                "ProctoringClientOptions.ClientId and ClientSecret are both needed: the id of an API key, and the key."
            )
            .Validate(
                options => options.Scope is null || options.ClientId is not null,
                "ProctoringClientOptions.Scope needs ClientId: an API key has its own scopes."
            )
            .Validate(options => options.MaxRetries is >= 1 and <= 10, "ProctoringClientOptions.MaxRetries must be from 1 to 10.")
            .Validate(
                options => options.RetryDelay > TimeSpan.Zero && options.AttemptTimeout > TimeSpan.Zero,
                "ProctoringClientOptions.RetryDelay and AttemptTimeout must be more than zero."
            )
            .Validate(
                options => options.TotalTimeout >= options.AttemptTimeout,
                "ProctoringClientOptions.TotalTimeout must be at least AttemptTimeout."
            );
        var builder = services
            .AddHttpClient<ProctoringClient>(
                (provider, http) =>
                {
                    var options = provider.GetRequiredService<IOptions<ProctoringClientOptions>>().Value;
                    http.BaseAddress = new Uri(options.Server!.AbsoluteUri.TrimEnd('/') + "/");
                    if (options.ApiKey is not null)
                        http.DefaultRequestHeaders.Add(KeyHeader, options.ApiKey);
                    // The pipeline has the timeouts.
                    http.Timeout = Timeout.InfiniteTimeSpan;
                }
            )
            // A redirect would send the key or the token to another address.
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }
            )
            .RedactLoggedHeaders([KeyHeader, "Authorization"]);
        builder.AddResilienceHandler(
            "proctoring",
            (pipeline, context) =>
                AddPipeline(pipeline, context.ServiceProvider.GetRequiredService<IOptions<ProctoringClientOptions>>().Value)
        );
        services.TryAddSingleton(provider => new AccessTokenCache(
            provider.GetRequiredService<IOptions<ProctoringClientOptions>>().Value,
            provider.GetService<TimeProvider>() ?? TimeProvider.System
        ));
        // Inside the pipeline, whose retries and timeouts so hold for the token request too.
        return builder.ConfigureAdditionalHttpMessageHandlers(
            (handlers, provider) =>
            {
                if (provider.GetRequiredService<IOptions<ProctoringClientOptions>>().Value.ClientId is not null)
                    handlers.Add(new AccessTokenHandler(provider.GetRequiredService<AccessTokenCache>()));
            }
        );
    }

    static bool IsVisible(string? value) => !string.IsNullOrEmpty(value) && value.All(sign => sign is > ' ' and <= '~');

    static void AddPipeline(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ProctoringClientOptions options) =>
        pipeline
            .AddTimeout(options.TotalTimeout)
            .AddRetry(
                new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = options.MaxRetries,
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldRetryAfterHeader = true,
                    ShouldHandle = async attempt =>
                        attempt.Outcome.Exception is HttpRequestException or TimeoutRejectedException
                        || (
                            attempt.Outcome.Result is { } response
                            && await FailedCall
                                .IsTransientAsync(response, options.TotalTimeout, attempt.Context.CancellationToken)
                                .ConfigureAwait(false)
                        ),
                }
            )
            .AddTimeout(options.AttemptTimeout);
}
