// The vocabulary as it was agreed upon, copied line by line: what the declarations are held to.
// Must not be derived from them.

enum VocabularyText {
    static let families: Set = [
        "visitor", "session", "page", "product", "conversation", "message", "call", "agent",
        "queue", "cart", "checkout", "order", "payment", "foreign",
    ]

    static let entities = """
        visitor, session, person, conversation, case, message, call, agent, queue, bot, form, \
        campaign, engagement, offer, cart, order, payment, credit, shipment, return, product, \
        review, post, policy
        """
    static let lasting = """
        visitor, person, case, conversation, agent, queue, bot, form, campaign, order, product, \
        policy
        """
    static let personal = """
        visitor, person, conversation, case, message, call, session, engagement, offer, agent, \
        review
        """

    static let lines = """
        ## visitor, session: who is in the shop
        - `visitor.seen` visitor:→visitor, device:sym?, locale:sym?, country:sym?, referrer:sym?
        - `session.started` session:→session, visitor:→visitor, landing:sym?, referrer:sym?, \
            campaign:→campaign?, medium:sym?
        - `session.ended` session:→session, visitor:→visitor, reason: idle·max·logout
        - `page.viewed` visitor:→visitor, session:→session?, url:sym, title:sym?, category:sym?, \
            referrer:sym?
        - `page.left` visitor:→visitor, session:→session?, url:sym, dwell:dur
        - `product.viewed` visitor:→visitor, session:→session?, product:→product, category:sym?, \
            price:money?
        - `product.listed` visitor:→visitor, session:→session?, list:sym, products:[product:→product]?
        - `product.selected` visitor:→visitor, session:→session?, product:→product, list:sym?
        - `product.described` product:→product, title:text?, category:sym?, price:money?, cost:money?
        - `visitor.idled` visitor:→visitor, idle:dur
        - `visitor.turned_to_leave` visitor:→visitor, url:sym?   (exit intent: heading to a competitor)
        - `visitor.hit_error` visitor:→visitor, code:sym, text:text?
        - `visitor.asked_for_help` visitor:→visitor, step:sym?   (from within the order process)
        - `visitor.value_signalled` visitor:→visitor, kind: cart·tier·lifetime·custom, value:money
        - `visitor.scored` visitor:→visitor, model:sym, version:int, intent:milli, value:money?, \
            inputs:int (checksum of what the score saw)
        ## conversation, case: one thread with a customer, on any channel, for minutes or for weeks
        - `conversation.opened` conversation:→conversation, channel:sym, initiator: \
            customer·agent·bot·proactive·system, visitor:→visitor?, person:→person?, \
            subject:text!?, language:sym?, priority:int?, engagement:→engagement?, order:→order?, \
            skills:[skill:sym, level:int]?
        - `conversation.classified` conversation, topic:sym, intent:sym?, confidence:milli?, by:sym?
        - `conversation.prioritised` conversation, priority:int · `conversation.tagged` · \
            `conversation.untagged` conversation, tag:sym
        - `conversation.noted` conversation, note:text! (internal, never shown to the customer)
        - `conversation.joined` · `conversation.left` conversation, party: \
            customer·agent·bot·supervisor, agent:→agent?, person:→person?, reason:sym?
        - `conversation.waiting` conversation, on: customer·third_party·internal · \
            `conversation.snoozed` conversation, until:time
        - `conversation.resumed` conversation
        - `conversation.resolved` conversation, agent:→agent?, disposition:sym?, reason:sym?
        - `conversation.reopened` conversation, trigger: customer·agent·system
        - `conversation.closed` conversation, reason: \
            resolved·ended·inactivity·spam·merged·abandoned (`ended`: nothing is known of the outcome)
        - `conversation.switched_channel` conversation, from:sym, to:sym
        - `conversation.linked` conversation, visitor:→visitor?, person:→person?, order:→order? \
            (learned on the way)
        - `conversation.filed` conversation, case:→case · `conversation.merged` conversation, \
            into:→conversation · `conversation.unmerged` conversation, from:→conversation
        - `conversation.rated` conversation, scale: csat5·nps·thumbs·stars5, score:int, comment:text!?
        - `conversation.felt` conversation, sentiment:milli, model:sym, version:int (derived: the \
            model and version make it reproducible)
        ## message: what was said in writing, on every written channel
        - `message.sent` conversation, message:→message, direction: in·out·internal, kind: \
            text·image·audio·video·file·sticker·contact·voice_note·video_note·location·template·\
            card·product_card·order_form·payment_link, body:text!, agent:→agent?, bot:→bot?, \
            person:→person?, automatic:flag?, reply_to:→message?, attachments:[name:text!?, \
            mime:sym?, bytes:int?, ref:text?]?
        - `message.edited` conversation, message, body:text! · `message.revoked` conversation, \
            message · `message.reacted` · `message.unreacted` conversation, message, \
            reaction:sym?, person:→person?
        - `message.status_changed` conversation, message, status: \
            accepted·sent·delivered·read·played·failed·bounced·spam·deferred·unsubscribed, code:sym?
        - `message.translated` conversation, message, language:sym, body:text!, model:sym?
        ## call: voice and video, in real time
        - `call.offered` call:→call, conversation:→conversation, media: voice·video, direction: \
            in·out, from:text!?, to:text!?, trunk:sym?
        - `call.answered_by_system` call · `call.menu_selected` call, option:sym
        - `call.rang` call, agent:→agent? · `call.ring_cancelled` call, agent:→agent?, \
            queue:→queue?, reason:sym? · `call.ring_unanswered` call, agent:→agent?, \
            queue:→queue?, ring:dur?
        - `call.connected` call, conversation, agent:→agent, wait:dur?, ring:dur?
        - `call.held` · `call.unheld` call, agent:→agent? · `call.muted` · `call.unmuted` call, \
            party:sym
        - `call.party_joined` · `call.party_left` call, party:sym, agent:→agent?
        - `call.video_on` · `call.video_off` · `call.screen_shared` · `call.screen_unshared` \
            call, party:sym
        - `call.transferred` call, kind: blind·attended·queue, agent:→agent?, to_agent:→agent?, \
            to_queue:→queue?, to:text!?, queue:→queue?, talk:dur?, hold:dur?
        - `call.consulted` call, agent:→agent, with:→agent
        - `call.supervised` call, agent:→agent, mode: monitor·whisper·barge
        - `call.recording_started` · `call.recording_stopped` call, ref:text?
        - `call.transcribed` call, conversation, speaker: customer·agent·bot·supervisor, \
            agent:→agent?, offset:dur, length:dur?, text:text!, confidence:milli?
        - `call.measured` call, mos:milli?, jitter:dur?, loss:milli?
        - `call.voicemail_left` call, ref:text?, length:dur?
        - `call.ended` call, conversation, by: customer·agent·system·third_party·network·unknown, \
            cause:sym?, talk:dur?, hold:dur?, wait:dur?, queue:→queue?, agent:→agent?
        - `call.joined_legs` call, with:→call (two ids, one call: attended transfer)
        ## agent: who can serve, and how much at once
        - `agent.registered` agent:→agent, name:text! · `agent.skilled` agent, skills:[skill:sym, \
            level:int] · `agent.joined_queue` · `agent.left_queue` agent, queue:→queue, penalty:int?
        - `agent.capacity_set` agent, total:milli, channels:[channel:sym, cost:milli, most:int?, \
            exclusive:flag?]?
        - `agent.logged_in` · `agent.logged_out` agent, kind:sym?, reason:sym?, length:dur? (the \
            length of the log-in that a log-out ends)
        - `agent.became_available` · `agent.became_unavailable` agent, queue:→queue?, \
            reason:sym?, channels:[channel:sym]? · `agent.will_become_unavailable` agent, \
            reason:sym? (when the last contact ends)
        - `agent.lost` agent, last_seen:time (the connection died) · `agent.found` agent
        - `agent.wrapping_up` · `agent.wrapped_up` agent, conversation:→conversation?, \
            queue:→queue?, length:dur?
        - `agent.scheduled` agent, from:time, until:time, activity:sym? (no activity: at work; \
            else a break, training …)
        ## queue, assignment, routing: who waits, who gets what, and why
        - `queue.defined` queue:→queue, skills:[skill:sym, level:int]?, policy:→policy?, \
            threshold:dur?, short_abandon:dur?, capacity:int?, max_wait:dur?, overflow:→queue?, \
            weight:int?, calendar:sym?
        - `queue.entered` conversation, queue:→queue, call:→call?, priority:int?, position:int?, \
            original:time?, reason: new·transfer·requeue·overflow·callback
        - `queue.position_told` conversation, queue, position:int, wait:dur? · `queue.relaxed` \
            conversation, queue, step:int · `queue.moved` conversation, from:→queue, to:→queue, \
            reason:sym
        - `queue.left` conversation, queue, outcome: \
            answered·abandoned·timeout·key·empty·exit_empty·join_empty·full·closed·callback·\
            transfer·withdrawn·system, position:int?, original_position:int?, wait:dur?, agent:→agent?
        - `queue.rejoined` conversation, queue (an abandon withdrawn: the caller came back within \
            grace)
        - `conversation.assigned` conversation, agent:→agent, queue:→queue?, how: \
            offered·claimed·transferred·sticky
        - `conversation.handed_on` conversation, from:→agent, to:→agent?, to_queue:→queue?, kind: \
            cold·warm
        - `conversation.released` conversation, agent, reason: \
            agent_lost·shift_end·capacity·supervisor·returned·done
        ## cart, order, payment, shipment, return
        - `cart.created` cart:→cart, visitor:→visitor?, session:→session? · `cart.item_added` · \
            `cart.item_removed` · `cart.quantity_set` cart, product:→product, quantity:milli, \
            price:money?, visitor:→visitor?, session:→session? · `cart.coupon_applied` cart, coupon:sym
        - `checkout.started` cart, visitor:→visitor?, session:→session? · `checkout.step_viewed` \
            · `checkout.step_completed` cart, step: address·delivery·payment·confirm, \
            visitor:→visitor?, session:→session?
        - `order.placed` order:→order, cart:→cart?, visitor:→visitor?, person:→person?, \
            conversation:→conversation?, channel:sym?, lines:[product:→product, quantity:milli, \
            price:money, tax:money?, discount:money?], total:money, shipping:money?, \
            country:sym?, session:→session?
        - `order.confirmed` order · `order.edited` order, lines:[…as placed], total:money · \
            `order.noted` order, note:text! · `order.cancelled` order, reason:sym? · \
            `order.completed` order
        - `payment.requested` payment:→payment, order:→order, amount:money, method:sym? · \
            `payment.needs_action` payment, order · `payment.authorised` payment, order, amount · \
            `payment.captured` payment, order, amount · `payment.failed` payment, order, \
            code:sym? · `payment.voided` payment, order, amount
        - `payment.refunded` payment, order, amount:money, reason:sym? · `payment.charged_back` \
            payment, order, amount
        ## log keeping
        - `fact.corrected` about:int (a sequence), reason:sym, by:text? (retracts that fact for \
            every read model; a replacement is a new fact) · `foreign.recorded` system:sym, \
            verb:sym, body:text!, person:→person?, conversation:→conversation?, visitor:→visitor? \
            (kept verbatim what an importer could not place)
        """
}
